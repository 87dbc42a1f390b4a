import type { Backoff } from './backoff.ts';
import { Emitter } from './emitter.ts';
import type { RadistError } from './errors.ts';
import { Link, type SocketConstructor, type Status } from './link.ts';
import type { MarketEvent } from './protocol.ts';
import { type Gap, type RoomListener, Rooms, type Subscription } from './rooms.ts';
import { type Flush, Values } from './values.ts';

export interface RadistOptions {
  /** The rooms WebSocket, `ws://host:8001/api/v1/websocket/ws`. */
  readonly url: string;
  /** For surroundings without a global one (Node 20). */
  readonly WebSocket?: SocketConstructor;
  /** 300 ms to 15 s unless told otherwise. */
  readonly backoff?: Partial<Backoff>;
  /** When stores tell their listeners: once per animation frame unless told otherwise. */
  readonly flush?: Flush;
  /** How long a room outlives its last listener: 1 s unless told otherwise. */
  readonly lingerMs?: number;
}

export interface ClientEvents {
  status: Status;
  gap: Gap;
  error: RadistError;
}

/** The latest value of a state room, in the shape `useSyncExternalStore` wants. */
export interface ReadableStore<T> {
  get(): T | undefined;
  /** Joins the room for as long as somebody listens. */
  subscribe(listener: () => void): () => void;
}

export interface Radist {
  readonly status: Status;
  /** Median round trip of the last pings. */
  readonly latencyMs: number | null;
  /** Server time minus local time. */
  readonly clockSkewMs: number | null;
  /** Idempotent; resolves when live, rejects when closed for good. */
  connect(): Promise<void>;
  /** Ends everything until `connect` is called again. */
  close(): void;
  on<E extends keyof ClientEvents>(
    event: E,
    listener: (value: ClientEvents[E]) => void,
  ): () => void;
  subscribe(room: string, listener: RoomListener): Subscription;
  store<T extends MarketEvent>(room: string): ReadableStore<T>;
}

/** A client of one Radist server; nothing happens before `connect`. */
export function createRadist(options: RadistOptions): Radist {
  return new Client(options);
}

class Client implements Radist {
  private readonly emitter = new Emitter<ClientEvents>((cause) => this.threw(cause));
  private readonly stores = new Map<string, ReadableStore<MarketEvent>>();
  private readonly values: Values;
  private readonly rooms: Rooms;
  private readonly link: Link;
  private live = false;

  constructor({
    url,
    WebSocket: socket,
    backoff,
    flush = 'frame',
    lingerMs = 1000,
  }: RadistOptions) {
    this.values = new Values(flush, (listener) => this.emitter.guard(listener, listener));
    this.link = new Link(
      { url, socket, backoff: { minMs: 300, maxMs: 15_000, ...backoff } },
      {
        status: (status) => this.moved(status),
        frame: (frame) => this.rooms.received(frame),
        error: (error) => this.failed(error),
      },
    );
    this.rooms = new Rooms({
      lingerMs,
      send: (command) => this.link.send(command),
      nextId: () => this.link.nextId(),
      latest: (room, event) => (event ? this.values.set(room, event) : this.values.forget(room)),
      call: (owner, tell) => this.emitter.guard(owner, tell),
      gap: (gap) => this.emitter.emit('gap', gap),
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

  on<E extends keyof ClientEvents>(event: E, listener: (value: ClientEvents[E]) => void) {
    return this.emitter.on(event, listener);
  }

  subscribe(room: string, listener: RoomListener): Subscription {
    return this.rooms.join(room, listener);
  }

  store<T extends MarketEvent>(room: string): ReadableStore<T> {
    const store = this.stores.get(room) ?? this.open(room);
    return store as ReadableStore<T>;
  }

  /** One object per room, so that React sees the same functions on each render. */
  private open(room: string): ReadableStore<MarketEvent> {
    const store: ReadableStore<MarketEvent> = {
      get: () => this.values.get(room) as MarketEvent | undefined,
      subscribe: (listener) => {
        const mute = this.values.listen(room, listener);
        const { leave } = this.rooms.join(room, {});
        return () => {
          mute();
          leave();
        };
      },
    };
    this.stores.set(room, store);
    return store;
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
