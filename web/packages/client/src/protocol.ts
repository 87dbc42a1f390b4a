/** What travels on the rooms WebSocket, protocol `radist.v1`. */
import type { MarketEvent } from './events.ts';

/** A place in a room: `seq` counts within `epoch`; a new epoch voids every older `seq`. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
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
  /** Null where nobody asked for this room by itself: its stream began anew. */
  readonly id: number | null;
  readonly room: string;
  readonly epoch: string;
  readonly seq: number;
  readonly recovered?: boolean;
  readonly reason?: string;
  readonly snapshot?: MarketEvent | null;
  readonly stale?: boolean;
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

/** Our token is believed, until it expires. */
export interface Authenticated {
  readonly type: 'authenticated';
  readonly id: number;
  readonly user: string;
  readonly scope: readonly string[];
  readonly expires: string;
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
  | { readonly kind: 'authenticated'; readonly frame: Authenticated }
  | { readonly kind: 'batch'; readonly frames: readonly Frame[] }
  | { readonly kind: 'other' };

export type Command =
  | {
      readonly op: 'subscribe';
      readonly id: number;
      readonly rooms: readonly string[];
      readonly since?: Readonly<Record<string, Position>>;
      readonly max_hz?: number;
    }
  | { readonly op: 'unsubscribe'; readonly id: number; readonly rooms: readonly string[] }
  | { readonly op: 'auth'; readonly id: number; readonly token: string }
  | { readonly op: 'hello'; readonly id: number; readonly batch: boolean }
  | { readonly op: 'ping'; readonly id: number };

const NAMED = new Set('welcome subscribed heartbeat error bye pong authenticated'.split(' '));

/** Sorts a frame, a text or what it says, by kind; throws when it is not an object of the protocol. */
export function parseFrame(told: unknown): Frame {
  return sortFrame(typeof told === 'string' ? JSON.parse(told) : told);
}

// biome-ignore lint/suspicious/noExplicitAny: what came from outside is looked at here.
function sortFrame(frame: any): Frame {
  if (typeof frame?.type !== 'string') throw new TypeError('not an object with a type');
  if (frame.type === 'batch') return { kind: 'batch', frames: frame.events.map(sortFrame) };
  if (NAMED.has(frame.type)) return { kind: frame.type, frame };
  if (typeof frame.room !== 'string') return { kind: 'other' };
  if (typeof frame.seq === 'number') return { kind: 'event', frame };
  return frame.type === 'gap' ? { kind: 'loss', frame } : { kind: 'other' };
}

/** After these close codes the server does not want us back. */
export function isFinal(code: number): boolean {
  return code >= 3500 && code <= 3999;
}
