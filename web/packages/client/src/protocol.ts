/** What travels on the rooms WebSocket, protocol `radist.v1`. */

/** A place in a room: `seq` counts within `epoch`; a new epoch voids every older `seq`. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** What every market event has. Times are integer microseconds. */
export interface MarketEvent {
  readonly type: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly native: string;
  readonly time_exchange: number | null;
  readonly time_received: number;
}

/** Whether a stream can be believed from now on. */
export interface Freshness extends MarketEvent {
  readonly type: 'freshness';
  readonly channel: string;
  readonly stale: boolean;
  readonly cause: string;
}

/** 24-hour statistics; fields a venue does not have are null or absent. */
export interface Ticker extends MarketEvent {
  readonly type: 'ticker';
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** In the base asset. */
  readonly volume: number;
  /** In the quote asset. */
  readonly quote_volume: number;
  readonly price_change?: number | null;
  readonly price_change_percent?: number | null;
  readonly weighted_average?: number | null;
  readonly trades?: number | null;
  readonly bid_price?: number | null;
  readonly bid_quantity?: number | null;
  readonly ask_price?: number | null;
  readonly ask_quantity?: number | null;
}

export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: string;
  readonly session: string;
  readonly version: string;
  readonly simulated: boolean;
  readonly heartbeat_ms: number;
  readonly timestamp: string;
}

export interface Subscribed {
  readonly type: 'subscribed';
  readonly id: number;
  readonly room: string;
  readonly epoch: string;
  readonly seq: number;
  readonly recovered?: boolean;
  readonly reason?: string;
  readonly snapshot?: MarketEvent | null;
}

export interface EventFrame {
  readonly type: string;
  readonly room: string;
  readonly seq: number;
  readonly prev: number;
  readonly timestamp: string;
  readonly data: MarketEvent;
  readonly skipped?: number;
}

/** The server could not keep messages `from`–`to` of this subscription. */
export interface LossFrame {
  readonly type: 'gap';
  readonly room: string;
  readonly from: number;
  readonly to: number;
  readonly cause: string;
}

export interface Heartbeat {
  readonly type: 'heartbeat';
  readonly timestamp: string;
  /** The top `seq` of rooms, so that a lost last message is noticed. */
  readonly tops: Readonly<Record<string, number>>;
}

/** The server goes down and wants us back after a while, which differs from client to client. */
export interface Bye {
  readonly type: 'bye';
  readonly code: number;
  readonly reason: string;
  readonly retry_after_ms: number;
}

export interface ErrorFrame {
  readonly type: 'error';
  readonly id: number | null;
  readonly room?: string;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

export type Frame =
  | { readonly kind: 'welcome'; readonly frame: Welcome }
  | { readonly kind: 'subscribed'; readonly frame: Subscribed }
  | { readonly kind: 'event'; readonly frame: EventFrame }
  | { readonly kind: 'loss'; readonly frame: LossFrame }
  | { readonly kind: 'heartbeat'; readonly frame: Heartbeat }
  | { readonly kind: 'error'; readonly frame: ErrorFrame }
  | { readonly kind: 'bye'; readonly frame: Bye }
  | { readonly kind: 'pong'; readonly frame: { readonly id: number } }
  | { readonly kind: 'other' };

export type Command =
  | {
      readonly op: 'subscribe';
      readonly id: number;
      readonly rooms: readonly string[];
      readonly since?: Readonly<Record<string, Position>>;
    }
  | { readonly op: 'unsubscribe'; readonly id: number; readonly rooms: readonly string[] }
  | { readonly op: 'ping'; readonly id: number };

const NAMED = new Set(['welcome', 'subscribed', 'heartbeat', 'error', 'bye', 'pong']);

/** Sorts a text frame by kind; throws when it is not an object of the protocol. */
export function parseFrame(text: unknown): Frame {
  const frame = typeof text === 'string' ? JSON.parse(text) : null;
  if (typeof frame?.type !== 'string') throw new TypeError('not an object with a type');
  if (NAMED.has(frame.type)) return { kind: frame.type, frame };
  if (typeof frame.room !== 'string') return { kind: 'other' };
  if (typeof frame.seq === 'number') return { kind: 'event', frame };
  return frame.type === 'gap' ? { kind: 'loss', frame } : { kind: 'other' };
}

/** After these close codes the server does not want us back. */
export function isFinal(code: number): boolean {
  return code >= 3500 && code <= 3999;
}
