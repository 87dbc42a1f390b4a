import { type Backoff, backoffMs } from './backoff.ts';
import { Clock } from './clock.ts';
import { Dialer, type Transport, type Ways } from './dialer.ts';
import { AuthError, type RadistError } from './errors.ts';
import {
  type Authenticated,
  type Command,
  type ErrorFrame,
  type Frame,
  isFinal,
  parseFrame,
  type Welcome,
} from './protocol.ts';
import type { Token } from './rest.ts';
import { OPEN, type Socket } from './socket.ts';
import type { Credentials } from './token.ts';
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
  /** What the connection is made of, or is tried with. */
  readonly transport: Transport;
}

export interface LinkOptions extends Ways {
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
/** An event stream stands in for the longest wait of a retry, then for up to so many times that. */
const MOST_PATIENCE = 20;
const BAD_TOKEN = 3500;
/** Our own reasons for giving a socket up; never sent. */
const SILENT = { code: 4000, reason: 'silent' };
const NO_TOKEN = { code: 4001, reason: 'no token' };
const REPLACED = { code: 4002, reason: 'there is a better way' };

/** One connection, kept alive for ever: comes back with backoff, notices silence, wakes with the page. */
export class Link {
  readonly clock = new Clock();
  status: Status;
  private readonly dialer: Dialer;
  private readonly credentials: Credentials;
  private socket: Socket | null = null;
  /** A socket that is tried while an event stream stands in for it. */
  private better: Socket | null = null;
  private welcome: Welcome | null = null;
  private heardAt = 0;
  private lastId = 0;
  /** How often a token was asked for; what comes for another question than the last is too old. */
  private questions = 0;
  /** Of the token that was shown last. */
  private shownId: number | null = null;
  /** A token was refused, and none believed since. */
  private refused = false;
  /** What the server asked for when it said goodbye. */
  private retryAfterMs: number | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;
  private improve: ReturnType<typeof setTimeout> | undefined;
  private stopWaking: () => void = () => {};
  private waiting: { resolve: () => void; reject: (cause: unknown) => void }[] = [];

  constructor(
    private readonly options: LinkOptions,
    private readonly listener: LinkListener,
  ) {
    this.credentials = options.credentials;
    this.dialer = new Dialer(options);
    this.status = {
      state: 'idle',
      since: Date.now(),
      attempt: 0,
      retryAt: null,
      ended: null,
      welcome: null,
      transport: this.dialer.transport,
    };
  }

  connect(): Promise<void> {
    if (this.status.state === 'live') return Promise.resolve();
    const live = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    if (this.status.state === 'idle' || this.status.state === 'closed') {
      this.stopWaking = onWake(() => this.wake());
      this.refused = false;
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

  /** Another token from now on: shown at once where somebody is there to see it. */
  signIn(token: Token | null): void {
    this.credentials.use(token ?? undefined);
    if (token !== null && this.socket && this.welcome) void this.show();
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
    this.change({ retryAt: null, transport: this.dialer.transport });
    const socket = this.construct();
    if (!socket) return;
    this.use(socket);
    this.heardAt = Date.now();
    this.guard(WELCOME_MS);
  }

  private construct(): Socket | null {
    try {
      return this.dialer.dial();
    } catch (cause) {
      const message = `cannot open a WebSocket to ${this.options.url}`;
      this.finish({ reason: 'bad_url', message, cause });
      return null;
    }
  }

  private use(socket: Socket): void {
    this.socket = socket;
    this.welcome = null;
    socket.onmessage = ({ data }) => socket === this.socket && this.heard(data);
    socket.onclose = (close) => socket === this.socket && this.lost(close);
    socket.onerror = () => {}; // a close always follows, with more to tell
  }

  private heard(told: unknown): void {
    this.heardAt = Date.now();
    let frame: Frame;
    try {
      frame = parseFrame(told);
    } catch (cause) {
      const message = 'the server sent a frame that is not radist.v1';
      this.listener.error({ reason: 'bad_frame', message, cause });
      return;
    }
    this.take(frame);
  }

  private take(frame: Frame): void {
    if (frame.kind === 'batch') {
      for (const each of frame.frames) this.listener.frame(each);
      return;
    }
    if (frame.kind === 'welcome') this.welcomed(frame.frame);
    else if (frame.kind === 'heartbeat') this.beat(frame.frame.timestamp);
    else if (frame.kind === 'bye') this.retryAfterMs = frame.frame.retry_after_ms;
    else if (frame.kind === 'pong') this.clock.ponged(frame.frame.id, Date.now());
    else if (frame.kind === 'authenticated') this.believed(frame.frame);
    else if (frame.kind === 'error' && frame.frame.id === this.shownId) this.doubted(frame.frame);
    this.listener.frame(frame);
  }

  private welcomed(welcome: Welcome): void {
    this.welcome = welcome;
    this.dialer.answered();
    this.clock.restart();
    this.clock.told(welcome.timestamp, Date.now());
    if (this.dialer.transport === 'sse' || !this.credentials.isGiven) this.begin(welcome);
    else void this.show();
  }

  /** Everything is said that has to be said first. */
  private begin(welcome: Welcome): void {
    this.guard(welcome.heartbeat_ms * 1.5);
    this.change({ state: 'live', welcome });
    this.send({ op: 'hello', id: this.nextId(), batch: true });
    for (const { resolve } of this.waiting.splice(0)) resolve();
    this.ping();
    if (this.dialer.mayImprove) this.improveAfter(this.options.backoff.maxMs);
  }

  /** Shows a token, the first or a newer one. */
  private async show(): Promise<void> {
    const { socket } = this;
    this.questions += 1;
    const question = this.questions;
    const isOver = () => socket !== this.socket || question !== this.questions;
    try {
      const token = await this.credentials.current();
      if (!socket || isOver()) return;
      this.shownId = this.nextId();
      if (token) socket.send(JSON.stringify({ op: 'auth', id: this.shownId, token }));
      else if (this.status.state !== 'live' && this.welcome) this.begin(this.welcome);
    } catch (cause) {
      if (!isOver()) this.tokenless(cause);
    }
  }

  private tokenless(cause: unknown): void {
    const isFinal = cause instanceof AuthError;
    const error = { reason: isFinal ? 'auth' : 'token', message: `no token: ${cause}`, cause };
    const isLive = this.status.state === 'live';
    if (isFinal && !isLive) {
      this.finish(error);
      return;
    }
    this.listener.error(error);
    if (!isLive) this.replace(NO_TOKEN);
    else if (!isFinal) this.credentials.later(() => void this.show());
  }

  private believed(answer: Authenticated): void {
    this.refused = false;
    const skew = this.clock.skewMs ?? 0;
    this.credentials.believed(answer, skew, () => void this.show());
    if (this.status.state !== 'live' && this.welcome) this.begin(this.welcome);
  }

  /** Where nobody has to show a token, one that is not believed is no obstacle. */
  private doubted({ code }: ErrorFrame): void {
    if (this.shownId === null || this.status.state === 'live') return;
    if (code >= 500) this.replace(NO_TOKEN);
    else if (this.welcome) this.begin(this.welcome);
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

  private replace(why = SILENT): void {
    this.socket?.close();
    this.lost(why);
  }

  private lost({ code, reason }: { code: number; reason: string }): void {
    this.leave();
    if (!this.welcome) this.dialer.failed();
    if (isFinal(code) && !this.mayShowAnother(code)) {
      this.change({ ended: { code, reason } });
      const message = `the server closed the connection for good: ${reason || code}`;
      this.finish({ reason: 'refused', message, code });
      return;
    }
    const { state, since, attempt } = this.status;
    const healthy = state === 'live' && Date.now() - since >= HEALTHY_MS;
    this.comeBack(healthy ? 1 : attempt + 1, { code, reason });
  }

  /** Who is asked for tokens may have a better one, once. */
  private mayShowAnother(code: number): boolean {
    if (code !== BAD_TOKEN || !this.credentials.isAsked || this.refused) return false;
    this.refused = true;
    return true;
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
    if (socket?.prove) socket.prove();
    else this.ping();
    setTimeout(() => {
      if (socket !== null && socket === this.socket && this.heardAt < before) this.replace();
    }, PROBE_MS);
  }

  /** Tries the socket again while an event stream stands in, ever more rarely. */
  private improveAfter(delayMs: number): void {
    clearTimeout(this.improve);
    this.improve = setTimeout(() => {
      const better = this.dialer.dial('ws');
      const over = () => {
        if (better !== this.better) return;
        this.better = null;
        better.close();
        this.improveAfter(Math.min(delayMs * 2, this.options.backoff.maxMs * MOST_PATIENCE));
      };
      this.better = better;
      better.onerror = () => {};
      better.onclose = over;
      better.onmessage = ({ data }) => better === this.better && this.changeOver(better, data);
      this.improve = setTimeout(over, WELCOME_MS);
    }, delayMs);
  }

  /** Positions are the same on all transports, so nothing is lost on the way over. */
  private changeOver(better: Socket, first: unknown): void {
    this.socket?.close();
    this.better = null;
    this.leave();
    this.dialer.transport = 'ws';
    this.change({ state: 'reconnecting', transport: 'ws', ended: REPLACED });
    this.use(better);
    this.guard(WELCOME_MS);
    this.heard(first);
  }

  /** Nothing of the socket that was is waited for. */
  private leave(): void {
    const { better } = this;
    this.socket = null;
    this.better = null;
    better?.close();
    for (const timer of [this.watch, this.improve]) clearTimeout(timer);
    this.credentials.rest();
  }

  private finish(error: RadistError | null): void {
    const { socket } = this;
    clearTimeout(this.retry);
    this.leave();
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
