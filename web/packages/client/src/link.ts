import { type Backoff, backoffMs } from './backoff.ts';
import { Clock } from './clock.ts';
import type { RadistError } from './errors.ts';
import { type Command, type Frame, isFinal, parseFrame, type Welcome } from './protocol.ts';
import { onWake } from './wake.ts';

export type State = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'closed';

/** One immutable picture of the connection. Times are local milliseconds. */
export interface Status {
  readonly state: State;
  readonly since: number;
  /** Tries since the connection was last healthy. */
  readonly attempt: number;
  /** When the next try starts; null while one is under way. */
  readonly retryAt: number | null;
  /** How the last socket ended. */
  readonly ended: { readonly code: number; readonly reason: string } | null;
  readonly welcome: Welcome | null;
}

/** The part of the WebSocket interface that is used here. */
export interface Socket {
  onmessage: ((message: { data: unknown }) => void) | null;
  onclose: ((close: { code: number; reason: string }) => void) | null;
  onerror: ((error: unknown) => void) | null;
  readonly readyState: number;
  send(text: string): void;
  close(): void;
}
export type SocketConstructor = new (url: string) => Socket;

export interface LinkOptions {
  readonly url: string;
  readonly socket: SocketConstructor | undefined;
  readonly backoff: Backoff;
}

/** Whom a link tells. */
export interface LinkListener {
  status(status: Status): void;
  frame(frame: Frame): void;
  error(error: RadistError): void;
}

const WELCOME_MS = 10_000;
const PROBE_MS = 2_000;
const HEALTHY_MS = 5_000;
const OPEN = 1;
/** Our own reason for giving a socket up; never sent. */
const SILENT = { code: 4000, reason: 'silent' };

/** One socket, kept alive for ever: reconnects with backoff, notices silence, wakes with the page. */
export class Link {
  readonly clock = new Clock();
  status: Status = {
    state: 'idle',
    since: Date.now(),
    attempt: 0,
    retryAt: null,
    ended: null,
    welcome: null,
  };
  private socket: Socket | null = null;
  private heardAt = 0;
  private lastId = 0;
  /** What the server asked for when it said goodbye. */
  private retryAfterMs: number | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private stopWaking: () => void = () => {};
  private waiting: { resolve: () => void; reject: (cause: unknown) => void }[] = [];

  constructor(
    private readonly options: LinkOptions,
    private readonly listener: LinkListener,
  ) {}

  connect(): Promise<void> {
    if (this.status.state === 'live') return Promise.resolve();
    const live = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    if (this.status.state === 'idle' || this.status.state === 'closed') {
      this.stopWaking = onWake(() => this.wake());
      this.change({ state: 'connecting', attempt: 0, ended: null });
      this.open();
    }
    return live;
  }

  close(): void {
    if (this.status.state !== 'idle') this.finish(null);
  }

  /** Sends when live; says whether it did. Nothing is queued: what matters is asked again. */
  send(command: Command): boolean {
    if (this.status.state !== 'live' || this.socket?.readyState !== OPEN) return false;
    this.socket.send(JSON.stringify(command));
    return true;
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  ping(): void {
    const id = this.nextId();
    if (this.send({ op: 'ping', id })) this.clock.pinged(id, Date.now());
  }

  private open(): void {
    clearTimeout(this.retry);
    this.change({ retryAt: null });
    const socket = this.construct();
    if (!socket) return;
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onmessage = ({ data }) => socket === this.socket && this.heard(data);
    socket.onclose = (close) => socket === this.socket && this.lost(close);
    socket.onerror = () => {}; // a close always follows, with more to tell
    this.guard(WELCOME_MS);
  }

  private construct(): Socket | null {
    try {
      const Constructor =
        this.options.socket ?? (globalThis.WebSocket as unknown as SocketConstructor);
      return new Constructor(this.options.url);
    } catch (cause) {
      this.finish({
        reason: 'bad_url',
        message: `cannot open a WebSocket to ${this.options.url}`,
        cause,
      });
      return null;
    }
  }

  private heard(text: unknown): void {
    this.heardAt = Date.now();
    let frame: Frame;
    try {
      frame = parseFrame(text);
    } catch (cause) {
      const message = 'the server sent a frame that is not radist.v1';
      this.listener.error({ reason: 'bad_frame', message, cause });
      return;
    }
    if (frame.kind === 'welcome') this.welcomed(frame.frame);
    else if (frame.kind === 'heartbeat') this.beat(frame.frame.timestamp);
    else if (frame.kind === 'bye') this.retryAfterMs = frame.frame.retry_after_ms;
    else if (frame.kind === 'pong') this.clock.ponged(frame.frame.id, Date.now());
    this.listener.frame(frame);
  }

  private welcomed(welcome: Welcome): void {
    this.clock.restart();
    this.clock.told(welcome.timestamp, Date.now());
    this.guard(welcome.heartbeat_ms * 1.5);
    this.change({ state: 'live', welcome });
    for (const { resolve } of this.waiting.splice(0)) resolve();
    this.ping();
  }

  private beat(timestamp: string): void {
    this.clock.told(timestamp, Date.now());
    this.ping();
  }

  /** Gives the socket up when nothing came for `limitMs`; any frame counts as a sign of life. */
  private guard(limitMs: number): void {
    clearTimeout(this.watch);
    const check = () => {
      const quietMs = Date.now() - this.heardAt;
      if (quietMs >= limitMs) this.replace();
      else this.watch = setTimeout(check, limitMs - quietMs);
    };
    this.watch = setTimeout(check, limitMs);
  }

  private replace(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.lost(SILENT);
  }

  private lost({ code, reason }: { code: number; reason: string }): void {
    this.socket = null;
    clearTimeout(this.watch);
    if (isFinal(code)) {
      this.change({ ended: { code, reason } });
      const message = `the server closed the connection for good: ${reason || code}`;
      this.finish({ reason: 'refused', message, code });
      return;
    }
    const { state, since, attempt } = this.status;
    const healthy = state === 'live' && Date.now() - since >= HEALTHY_MS;
    this.comeBack(healthy ? 1 : attempt + 1, { code, reason });
  }

  private comeBack(attempt: number, ended: Status['ended']): void {
    const delay = this.retryAfterMs ?? backoffMs(this.options.backoff, attempt);
    this.retryAfterMs = null;
    this.change({ state: 'reconnecting', attempt, retryAt: Date.now() + delay, ended });
    this.retry = setTimeout(() => this.open(), delay);
  }

  /** Try at once if we were waiting; if we look live, make the server prove it. */
  private wake(): void {
    if (this.status.retryAt !== null) this.open();
    else if (this.status.state === 'live') this.probe();
  }

  private probe(): void {
    const socket = this.socket;
    const before = Date.now();
    this.heardAt = Math.min(this.heardAt, before - 1);
    this.ping();
    setTimeout(() => {
      if (socket !== null && socket === this.socket && this.heardAt < before) this.replace();
    }, PROBE_MS);
  }

  private finish(error: RadistError | null): void {
    const socket = this.socket;
    this.socket = null;
    clearTimeout(this.retry);
    clearTimeout(this.watch);
    this.stopWaking();
    socket?.close();
    this.change({ state: 'closed', retryAt: null });
    for (const { reject } of this.waiting.splice(0)) reject(error ?? new Error('closed'));
    if (error) this.listener.error(error);
  }

  private change(change: Partial<Status>): void {
    const moved = change.state !== undefined && change.state !== this.status.state;
    this.status = {
      ...this.status,
      ...change,
      since: moved ? Date.now() : this.status.since,
    };
    this.listener.status(this.status);
  }
}
