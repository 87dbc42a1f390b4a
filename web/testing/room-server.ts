/** A small server of the rooms protocol for tests: real sockets, and faults on request. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export const PATH = '/api/v1/websocket/ws';

interface Message {
  readonly seq: number;
  readonly event: Record<string, unknown>;
}

interface Room {
  epoch: string;
  log: Message[];
}

interface Command {
  readonly op: string;
  readonly id: number;
  readonly rooms?: string[];
  readonly since?: Record<string, { epoch: string; seq: number }>;
}

interface Session {
  readonly socket: WebSocket;
  /** Last seq sent, by room. */
  readonly sent: Map<string, number>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export class RoomServer {
  heartbeatMs = 10_000;
  simulated = true;
  /** Whether new connections are welcome. */
  accepting = true;
  /** How many messages of a room are kept for recovery. */
  retention = 1000;
  /** Frames to swallow instead of sending. */
  private toLose = 0;
  /** Every command heard, oldest first. */
  readonly heard: Command[] = [];
  connections = 0;
  private readonly rooms = new Map<string, Room>();
  private readonly sessions = new Set<Session>();
  private readonly watchers = new Set<() => void>();
  private readonly http: Server;
  private beat: NodeJS.Timeout | undefined;
  private known: Set<string> | null = null;

  constructor(answer: Answer = (_, response) => response.writeHead(404).end()) {
    this.http = createServer(answer);
    const sockets = new WebSocketServer({ server: this.http, path: PATH });
    sockets.on('connection', (socket) => this.accept(socket));
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(port, '127.0.0.1', resolve));
    this.beat = setInterval(() => this.heartbeat(), this.heartbeatMs);
    return this;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}${PATH}`;
  }

  /** Refuses every room but these. */
  allow(...rooms: string[]): void {
    this.known = new Set(rooms);
  }

  publish(room: string, event: Record<string, unknown>): void {
    const { log } = this.room(room);
    const message = { seq: (log.at(-1)?.seq ?? 0) + 1, event };
    log.push(message);
    log.splice(0, Math.max(0, log.length - this.retention));
    for (const session of this.sessions) this.deliver(session, room, message);
  }

  /** Cuts every connection, as a broken network does. */
  drop(): void {
    for (const { socket } of this.sessions) socket.terminate();
  }

  /** Closes every connection with a code. */
  dismiss(code: number, reason: string): void {
    for (const { socket } of this.sessions) socket.close(code, reason);
  }

  /** Swallows the next frames that carry events. */
  lose(frames: number): void {
    this.toLose = frames;
  }

  /** Forgets everything, as a restarted process does: new epochs, empty logs. */
  forget(): void {
    this.rooms.clear();
    this.drop();
  }

  /** Sends any text to everybody. */
  say(text: string): void {
    for (const { socket } of this.sessions) socket.send(text);
  }

  heartbeat(): void {
    for (const { socket, sent } of this.sessions) {
      const tops = Object.fromEntries([...sent.keys()].map((room) => [room, this.top(room)]));
      socket.send(JSON.stringify({ type: 'heartbeat', timestamp: now(), tops }));
    }
  }

  /** Resolves when the condition holds; looked at after each command and connection. */
  async until(condition: (server: this) => boolean): Promise<void> {
    if (condition(this)) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!condition(this)) return;
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.beat);
    this.drop();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private accept(socket: WebSocket): void {
    if (!this.accepting) {
      socket.terminate();
      return;
    }
    const session = { socket, sent: new Map<string, number>() };
    this.sessions.add(session);
    this.connections += 1;
    socket.on('close', () => this.sessions.delete(session));
    socket.on('error', () => {});
    socket.on('message', (text) => this.command(session, JSON.parse(String(text))));
    const heartbeat_ms = this.heartbeatMs;
    const { simulated } = this;
    const welcome = { protocol: 'radist.v1', session: randomUUID(), version: '0.1.0' };
    const rest = { simulated, heartbeat_ms, timestamp: now() };
    socket.send(JSON.stringify({ type: 'welcome', ...welcome, ...rest }));
    this.changed();
  }

  private command(session: Session, command: Command): void {
    this.heard.push(command);
    const { op, id, rooms = [] } = command;
    if (op === 'ping') session.socket.send(JSON.stringify({ type: 'pong', id }));
    for (const room of rooms) {
      if (op === 'subscribe') this.subscribe(session, command, room);
      else {
        session.sent.delete(room);
        session.socket.send(JSON.stringify({ type: 'unsubscribed', id, room }));
      }
    }
    this.changed();
  }

  private subscribe(session: Session, { id, since }: Command, name: string): void {
    const { socket, sent } = session;
    if (this.known && !this.known.has(name)) {
      const error = { code: 404, reason: 'unknown_room', message: `there is no room ${name}` };
      socket.send(JSON.stringify({ type: 'error', id, room: name, ...error }));
      return;
    }
    const { epoch, log } = this.room(name);
    const from = since?.[name];
    const reason = from && this.refusal(from, epoch, log);
    const top = this.top(name);
    const reply = { type: 'subscribed', id, room: name, epoch };
    if (from && !reason) {
      sent.set(name, from.seq);
      socket.send(JSON.stringify({ ...reply, seq: from.seq, recovered: true }));
      const missed = log.filter(({ seq }) => seq > from.seq);
      for (const message of missed) this.deliver(session, name, message);
      return;
    }
    const outcome = from ? { recovered: false, reason } : {};
    const snapshot = name.startsWith('ticker.') ? (log.at(-1)?.event ?? null) : null;
    sent.set(name, top);
    socket.send(JSON.stringify({ ...reply, seq: top, ...outcome, snapshot }));
  }

  private refusal(from: { epoch: string; seq: number }, epoch: string, log: Message[]) {
    if (from.epoch !== epoch) return 'epoch';
    const oldest = log[0]?.seq ?? 1;
    return from.seq + 1 < oldest ? 'retention' : undefined;
  }

  private deliver({ socket, sent }: Session, room: string, { seq, event }: Message): void {
    const prev = sent.get(room);
    if (prev === undefined) return;
    sent.set(room, seq);
    if (this.toLose > 0) {
      this.toLose -= 1;
      return;
    }
    const frame = { type: event.type, room, seq, prev, timestamp: now(), data: event };
    socket.send(JSON.stringify(frame));
  }

  private room(name: string): Room {
    const room = this.rooms.get(name) ?? { epoch: randomUUID(), log: [] };
    this.rooms.set(name, room);
    return room;
  }

  private top(name: string): number {
    return this.room(name).log.at(-1)?.seq ?? 0;
  }

  private changed(): void {
    for (const look of [...this.watchers]) look();
  }
}

function now(): string {
  return new Date().toISOString();
}
