import type { BookSnapshot, Freshness, GapEvent, MarketEvent, PlatformEvent } from './events.ts';
import type { EventFrame, Position } from './protocol.ts';

/** Messages that will not come. Sequence numbers where the loss can be counted, else null. */
export interface Gap {
  readonly room: string;
  /** `slow`, `retention`, `epoch` (the room began anew) or what the venue's gap names. */
  readonly cause: string;
  readonly from: number | null;
  readonly to: number | null;
  /** The gap as an event of the room, when it is the venue's data that is missing. */
  readonly event: GapEvent | null;
}

export type RoomState = 'pending' | 'live' | 'recovering' | 'ended';

/** The whole state of a room that tells these events: of a book only a snapshot is that. */
export type SnapshotOf<E> = [Extract<E, BookSnapshot>] extends [never]
  ? E
  : Extract<E, BookSnapshot>;

/** Who listens to a room. */
export interface RoomListener<E extends MarketEvent | PlatformEvent = MarketEvent> {
  /** Each message of the room, in order. */
  event?(event: E, frame: EventFrame): void;
  /** The whole state at the moment of joining, or again after a loss. */
  snapshot?(snapshot: SnapshotOf<E>): void;
  gap?(gap: Gap): void;
  /** The stream cannot be believed any more, or can again; what is known stays as it is. */
  freshness?(freshness: Freshness): void;
  /** The same in one word, told at the moment of joining, too. */
  stale?(stale: boolean): void;
  state?(state: RoomState): void;
}

export interface SubOptions {
  /** So many messages a second are enough, in rooms of states only; whoever wants more decides. */
  readonly maxHz?: number;
}

export interface Subscription {
  readonly room: string;
  leave(): void;
}

/** A listener, boxed so that it can join twice. */
export interface Box {
  readonly listener: RoomListener;
  readonly maxHz: number | null;
}

/** What is known of a room. */
export interface Room {
  readonly name: string;
  readonly boxes: Set<Box>;
  state: RoomState;
  position: Position | null;
  stale: boolean;
  /** What the server was asked for. */
  maxHz: number | null;
  /** The server said that every message counts here. */
  isLog: boolean;
  /** The `prev` which the server may still use after it told us of a loss. */
  beforeLoss: number | null;
  /** Id of the subscribe we wait for. */
  asked: number | null;
  /** A heartbeat passed while we waited. */
  late: boolean;
  linger: ReturnType<typeof setTimeout> | undefined;
}

export function newRoom(name: string): Room {
  return {
    name,
    boxes: new Set(),
    state: 'pending',
    position: null,
    stale: false,
    maxHz: null,
    isLog: false,
    beforeLoss: null,
    asked: null,
    late: false,
    linger: undefined,
  };
}

/** How often a room's listeners want to hear of it together: null is every message. */
export function paceOf({ boxes, isLog }: Room): number | null {
  if (isLog) return null;
  let most = 0;
  for (const { maxHz } of boxes) {
    if (maxHz === null) return null;
    most = Math.max(most, maxHz);
  }
  return most || null;
}
