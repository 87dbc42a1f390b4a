export { type Backoff, backoffMs } from './backoff.ts';
export type { RadistError } from './errors.ts';
export type { SocketConstructor, State, Status } from './link.ts';
export type {
  EventFrame,
  Freshness,
  MarketEvent,
  Position,
  Ticker,
  Welcome,
} from './protocol.ts';
export type { ClientEvents, Radist, RadistOptions, ReadableStore } from './radist.ts';
export { createRadist } from './radist.ts';
export type { Gap, RoomListener, RoomState, Subscription } from './rooms.ts';
export type { Flush } from './values.ts';
