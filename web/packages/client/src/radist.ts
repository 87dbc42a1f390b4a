import type { Backoff } from './backoff.ts';
import type { Book } from './book.ts';
import type { Transport } from './dialer.ts';
import { Emitter } from './emitter.ts';
import type { RadistError } from './errors.ts';
import type { MarketEvent } from './events.ts';
import { flow, type Item } from './flow.ts';
import { Link, type Status } from './link.ts';
import { type Rest, restOf, type Token } from './rest.ts';
import type { Gap, RoomListener, SnapshotOf, SubOptions, Subscription } from './room.ts';
import { Rooms } from './rooms.ts';
import type { SocketConstructor } from './socket.ts';
import { States } from './states.ts';
import { type ReadableStore, type Source, Stores } from './stores.ts';
import { Credentials } from './token.ts';
import {
  type Channel,
  type Channels,
  type EventOf,
  type Key,
  type PlatformEvents,
  topic,
} from './topics.ts';
import { type Flush, Values } from './values.ts';

export interface RadistOptions {
  /** A node, `http://host:8000`, or its rooms alone, `ws://host:8001/api/v1/websocket/ws`. */
  readonly url: string;
  /** REST and event streams of the same node, where `url` names its rooms. */
  readonly http?: string;
  /** `auto`: a WebSocket, and an event stream where that cannot be had. */
  readonly transport?: 'auto' | Transport;
  /** Who we are: a text, or who is to be asked for a newer one each time. */
  readonly token?: Token;
  /** For surroundings without a global one (Node 20). */
  readonly WebSocket?: SocketConstructor;
  readonly fetch?: typeof fetch;
  /** 300 ms to 15 s unless told otherwise. */
  readonly backoff?: Partial<Backoff>;
  /** When stores tell their listeners: once per animation frame unless told otherwise. */
  readonly flush?: Flush;
  /** How long a room outlives its last listener: 1 s unless told otherwise. */
  readonly lingerMs?: number;
}

/** What can be heard of all rooms together: the platform's events by their type, too. */
export interface ClientEvents extends PlatformEvents {
  status: Status;
  gap: Gap;
  error: RadistError;
}

/** What a store of a room shows: of a book the whole of it. */
export type StateOf<R extends string> = R extends `book.${string}` ? Book : EventOf<R>;
type StateIn<C extends Channel> = C extends 'book' ? Book : Channels[C];

export interface Radist {
  readonly status: Status;
  /** Median round trip of the last pings. */
  readonly latencyMs: number | null;
  /** Server time minus local time. */
  readonly clockSkewMs: number | null;
  /** The last loss that was told. */
  readonly lastGap: Gap | null;
  readonly rest: Rest;
  /** Scheme, host and port of REST and event streams; null where nobody said. */
  readonly http: string | null;
  /** Idempotent; resolves when live, rejects when closed for good. */
  connect(): Promise<void>;
  /** Ends everything until `connect` is called again. */
  close(): void;
  /** Another token from now on; null is nobody in particular. */
  signIn(token: Token | null): void;
  on<E extends keyof ClientEvents>(
    event: E,
    listener: (value: ClientEvents[E]) => void,
  ): () => void;
  /** Hears every message of a room, once and in order. */
  subscribe<C extends Channel>(
    channel: C,
    key: Key,
    listener: RoomListener<Channels[C]>,
    options?: SubOptions,
  ): Subscription;
  subscribe<R extends string>(
    room: R,
    listener: RoomListener<EventOf<R>>,
    options?: SubOptions,
  ): Subscription;
  /** Prices and trades of one token of the platform. */
  subscribeToToken(mint: string, listener?: RoomListener<EventOf<`token_${string}`>>): Subscription;
  /** The same for a loop: `for await (const item of client.stream(…))`. */
  stream<C extends Channel>(channel: C, key: Key, options?: StreamOptions): Stream<Channels[C]>;
  stream<R extends string>(room: R, options?: StreamOptions): Stream<EventOf<R>>;
  /** The state of a room, told once per flush. */
  store<C extends Channel>(channel: C, key: Key): ReadableStore<StateIn<C>>;
  store<T extends MarketEvent>(room: string): ReadableStore<T>;
  /** A store over a row of one's own; the same key is the same store. */
  derive<T>(key: string, make: (changed: () => void) => Source): ReadableStore<T>;
}

export interface StreamOptions extends SubOptions {
  readonly signal?: AbortSignal;
}
type Stream<E> = AsyncIterable<Item<E, SnapshotOf<E>>>;

const PLATFORM = /^(global$|token_|user_)/;

/** A client of one Radist server; nothing happens before `connect`. */
export function createRadist(options: RadistOptions): Radist {
  return new Client(options);
}

class Client implements Radist {
  readonly rest: Rest;
  readonly http: string | null;
  lastGap: Gap | null = null;
  private readonly emitter = new Emitter<ClientEvents>((cause) => this.threw(cause));
  private readonly stores: Stores;
  private readonly values: Values;
  private readonly rooms: Rooms;
  private readonly link: Link;
  private readonly states: States;
  private live = false;

  constructor(options: RadistOptions) {
    const { flush = 'raf', lingerMs = 1000 } = options;
    this.values = new Values(flush, (listener) => this.emitter.guard(listener, listener));
    this.states = new States(this.values);
    this.stores = new Stores(this.values, lingerMs);
    const ways = waysOf(options);
    this.http = ways.http;
    this.link = new Link(ways, {
      status: (status) => this.moved(status),
      frame: (frame) => this.rooms.received(frame),
      error: (error) => this.failed(error),
    });
    this.rest = restOf({
      base: ways.http ?? '',
      fetch: options.fetch,
      credentials: ways.credentials,
      isLive: () => this.live,
    });
    this.rooms = new Rooms({
      lingerMs,
      send: (command) => this.link.send(command),
      nextId: () => this.link.nextId(),
      states: this.states,
      call: (owner, tell) => this.emitter.guard(owner, tell),
      heard: (room, event) => this.heard(room, event),
      gap: (gap) => this.lost(gap),
      error: (error) => this.failed(error),
    });
  }

  get status(): Status {
    return this.link.status;
  }

  get latencyMs(): number | null {
    return this.link.clock.latencyMs;
  }

  get clockSkewMs(): number | null {
    return this.link.clock.skewMs;
  }

  connect(): Promise<void> {
    return this.link.connect();
  }

  close(): void {
    this.link.close();
  }

  signIn(token: Token | null): void {
    this.link.signIn(token);
  }

  on<E extends keyof ClientEvents>(event: E, listener: (value: ClientEvents[E]) => void) {
    return this.emitter.on(event, listener);
  }

  // The declarations of Radist say which arguments go together.
  subscribe(...told: unknown[]): Subscription {
    const [room, listener, options] = placed(told) as [string, RoomListener, SubOptions?];
    return this.rooms.join(room, listener, options);
  }

  subscribeToToken(mint: string, listener: object = {}): Subscription {
    return this.rooms.join(`token_${mint}`, listener);
  }

  stream(...told: unknown[]): AsyncIterable<never> {
    const [room, { signal, ...options } = {}] = placed(told) as [string, StreamOptions?];
    const join = (listener: RoomListener) => this.rooms.join(room, listener, options).leave;
    return flow(room, join, signal) as AsyncIterable<never>;
  }

  store(...told: unknown[]): ReadableStore<never> {
    const [room] = placed(told) as [string];
    return this.stores.joined(room, () => this.rooms.join(room, {}).leave) as never;
  }

  derive<T>(key: string, make: (changed: () => void) => Source): ReadableStore<T> {
    return this.stores.of(key, make) as ReadableStore<T>;
  }

  /** The platform's events by their type; of what `global` tells, too, each is told once. */
  private heard(room: string, event: MarketEvent): void {
    if (!PLATFORM.test(room)) return;
    if (room.startsWith('token_') && this.rooms.has('global')) return;
    this.emitter.emit(event.type as 'new_trade', event as unknown as PlatformEvents['new_trade']);
  }

  private lost(gap: Gap): void {
    this.states.lost(gap.room);
    this.lastGap = gap;
    this.emitter.emit('gap', gap);
  }

  private moved(status: Status): void {
    const live = status.state === 'live';
    if (live && !this.live) this.rooms.opened();
    if (!live && this.live) this.rooms.lost();
    this.live = live;
    this.emitter.emit('status', status);
  }

  private threw(cause: unknown): void {
    this.failed({ reason: 'listener', message: `a listener threw: ${cause}`, cause });
  }

  /** An error that nobody listens for still leaves a trace. */
  private failed(error: RadistError): void {
    if (this.emitter.has('error')) this.emitter.emit('error', error);
    else console.error(`radist: ${error.message}`, error);
  }
}

function waysOf({ url, http, transport = 'auto', token, WebSocket, ...rest }: RadistOptions) {
  const base = url.startsWith('http') ? new URL(url).origin : http?.replace(/\/$/, '');
  return {
    url,
    http: base ?? null,
    transport,
    socket: WebSocket,
    fetch: rest.fetch,
    credentials: new Credentials(token),
    backoff: { minMs: 300, maxMs: 15_000, ...rest.backoff },
  };
}

/** The arguments with a room in place of channel and key. */
function placed([first, second, ...rest]: unknown[]): unknown[] {
  const isKey = typeof second === 'object' && second !== null && 'symbol' in second;
  return isKey ? [topic(first as string, second as Key), ...rest] : [first, second, ...rest];
}
