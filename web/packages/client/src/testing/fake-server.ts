import type { Command } from '../protocol.ts';
import type { SocketConstructor } from '../socket.ts';
import { FakeRoom, type Message, type Told } from './fake-room.ts';
import { inMemory, type Wire } from './wires.ts';

/** One client's stay. */
export interface Session {
  readonly wire: Wire;
  /** Last seq given, by room. */
  readonly sent: Map<string, number>;
}

/** A server of the rooms protocol in the same process, with faults on request. */
export class FakeServer {
  heartbeatMs = 10_000;
  simulated = true;
  /** Whether new connections are welcome. */
  accepting = true;
  /** How many messages of a room are kept for recovery. */
  retention = 1000;
  /** Every command heard, oldest first. */
  readonly heard: Command[] = [];
  connections = 0;
  /** For `createRadist({ WebSocket: server.WebSocket })`: no network is used. */
  readonly WebSocket: SocketConstructor = inMemory((wire) => this.accept(wire));
  private toLose = 0;
  private skewMs = 0;
  private lives = 1;
  private readonly name = Math.random().toString(36).slice(2, 8);
  private held = false;
  private known: Set<string> | null = null;
  private readonly rooms = new Map<string, FakeRoom>();
  private readonly sessions = new Map<Wire, Session>();
  private readonly watchers = new Set<() => void>();
  private beat: ReturnType<typeof setInterval> | undefined;

  /** In which its rooms count; another one after `restart`. */
  get epoch(): string {
    return `${this.name}${this.lives}`;
  }

  /** Refuses every room but these. */
  allow(...rooms: string[]): void {
    this.known = new Set(rooms);
  }

  publish(name: string, event: Told): void {
    const room = this.room(name);
    const message = room.add(event, this.retention);
    if (this.held) return;
    for (const session of this.sessions.values()) this.deliver(session, name, message);
  }

  /** Cuts every connection, as a broken network does. */
  drop(): void {
    for (const { wire } of [...this.sessions.values()]) wire.cut();
  }

  /** Closes every connection with a code. */
  dismiss(code: number, reason: string): void {
    for (const { wire } of [...this.sessions.values()]) wire.close(code, reason);
  }

  /** Forgets everything, as a process does that starts anew: other epochs, empty rooms. */
  restart(): void {
    this.rooms.clear();
    this.lives += 1;
    this.drop();
  }

  /** Swallows the next frames that carry events. */
  loseFrame(frames = 1): void {
    this.toLose = frames;
  }

  /** Its clock is so far ahead of ours. */
  skew(ms: number): void {
    this.skewMs = ms;
  }

  /** Writes no events until `release`, as if every client read too slowly. */
  hold(): void {
    this.held = true;
  }

  /** Gives what was held back, states as the newest, with what they stand for. */
  release(): void {
    this.held = false;
    for (const session of [...this.sessions.values()]) this.catchUp(session);
  }

  /** Sends any text to everybody. */
  say(text: string): void {
    for (const { wire } of this.sessions.values()) wire.send(text);
  }

  heartbeat(): void {
    for (const { wire, sent } of this.sessions.values()) {
      const tops = Object.fromEntries(
        [...sent].map(([name, seq]) => [name, this.held ? seq : this.room(name).seq]),
      );
      wire.send(JSON.stringify({ type: 'heartbeat', timestamp: this.now(), tops }));
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

  /** A client is there. */
  accept(wire: Wire): void {
    if (!this.accepting) {
      wire.cut();
      return;
    }
    this.sessions.set(wire, { wire, sent: new Map() });
    this.connections += 1;
    this.beat ??= setInterval(() => this.heartbeat(), this.heartbeatMs);
    wire.onclose = () => this.gone(wire);
    wire.ontext = (text) => this.command(wire, JSON.parse(text));
    const names = {
      protocol: 'radist.v1',
      session: `${this.epoch}-${this.connections}`,
      version: '0.1.0',
    };
    const { simulated, heartbeatMs: heartbeat_ms } = this;
    const rest = { simulated, heartbeat_ms, timestamp: this.now() };
    wire.send(JSON.stringify({ type: 'welcome', ...names, ...rest }));
    this.changed();
  }

  private gone(wire: Wire): void {
    this.sessions.delete(wire);
    if (this.sessions.size > 0) return;
    clearInterval(this.beat);
    this.beat = undefined;
  }

  private command(wire: Wire, command: Command): void {
    const session = this.sessions.get(wire);
    if (!session) return;
    this.heard.push(command);
    const { op, id } = command;
    if (op === 'ping') wire.send(JSON.stringify({ type: 'pong', id, timestamp: this.now() }));
    else if (op === 'auth') this.believe(wire, id);
    else if (op === 'subscribe') {
      for (const room of command.rooms) this.subscribe(session, command, room);
    } else if (op === 'unsubscribe') {
      for (const room of command.rooms) {
        session.sent.delete(room);
        wire.send(JSON.stringify({ type: 'unsubscribed', id, room }));
      }
    }
    this.changed();
  }

  /** Whoever shows a token is believed for an hour. */
  private believe(wire: Wire, id: number): void {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    wire.send(JSON.stringify({ type: 'authenticated', id, user: 'user', scope: [], expires }));
  }

  private subscribe(session: Session, command: Command & { op: 'subscribe' }, name: string): void {
    const { id, since } = command;
    const { wire, sent } = session;
    if (this.known && !this.known.has(name)) {
      const error = { code: 404, reason: 'unknown_room', message: `there is no room ${name}` };
      wire.send(JSON.stringify({ type: 'error', id, room: name, ...error }));
      return;
    }
    const room = this.room(name);
    const from = since?.[name];
    const reason = from && room.refusal(from);
    const { epoch, stale } = room;
    const reply = { type: 'subscribed', id, room: name, epoch, stale, age_ms: null };
    if (from && !reason) {
      sent.set(name, from.seq);
      wire.send(JSON.stringify({ ...reply, seq: from.seq, recovered: true }));
      for (const message of room.after(from.seq)) this.deliver(session, name, message);
      return;
    }
    const outcome = from ? { recovered: false, reason } : {};
    sent.set(name, room.seq);
    const state = { seq: room.seq, snapshot: room.snapshot() };
    wire.send(JSON.stringify({ ...reply, ...outcome, ...state }));
  }

  private catchUp(session: Session): void {
    for (const [name, seq] of [...session.sent]) {
      const room = this.room(name);
      const due = room.due(seq);
      if (due !== 'lost') {
        for (const message of due) this.deliver(session, name, message);
        continue;
      }
      const to = (room.after(seq)[0] as Message).seq - 1;
      const loss = { type: 'gap', room: name, from: seq + 1, to, cause: 'slow' };
      session.wire.send(JSON.stringify(loss));
      session.wire.close(3008, 'too slow');
      this.gone(session.wire);
      return;
    }
  }

  private deliver({ wire, sent }: Session, room: string, { seq, event }: Message): void {
    const prev = sent.get(room);
    if (prev === undefined || seq <= prev) return;
    sent.set(room, seq);
    if (this.toLose > 0) {
      this.toLose -= 1;
      return;
    }
    const skipped = seq - prev > 1 ? { skipped: seq - prev - 1 } : {};
    const place = { type: event.type, room, seq, prev, ...skipped, timestamp: this.now() };
    wire.send(JSON.stringify({ ...place, data: event }));
  }

  private room(name: string): FakeRoom {
    const room = this.rooms.get(name) ?? new FakeRoom(name, this.epoch);
    this.rooms.set(name, room);
    return room;
  }

  private now(): string {
    return new Date(Date.now() + this.skewMs).toISOString();
  }

  private changed(): void {
    for (const look of [...this.watchers]) look();
  }
}
