import type { RadistError } from './errors.ts';
import type {
  Command,
  ErrorFrame,
  EventFrame,
  Frame,
  Freshness,
  Heartbeat,
  LossFrame,
  MarketEvent,
  Position,
  Subscribed,
} from './protocol.ts';

/** Messages that will not come. Sequence numbers where the loss can be counted, else null. */
export interface Gap {
  readonly room: string;
  /** `slow`, `retention`, `epoch` (the room began anew) or what the venue's gap names. */
  readonly cause: string;
  readonly from: number | null;
  readonly to: number | null;
  /** The gap as an event of the room, when it is the venue's data that is missing. */
  readonly event: MarketEvent | null;
}

export type RoomState = 'pending' | 'live' | 'recovering' | 'ended';

export interface RoomListener {
  /** Each message of the room, in order. */
  event?(event: MarketEvent, frame: EventFrame): void;
  /** The whole state at the moment of joining, or again after a loss. */
  snapshot?(snapshot: MarketEvent): void;
  gap?(gap: Gap): void;
  /** The stream cannot be believed any more, or can again; what is known stays as it is. */
  freshness?(freshness: Freshness): void;
  state?(state: RoomState): void;
}

export interface Subscription {
  readonly room: string;
  leave(): void;
}

/** What rooms need from their surroundings. */
export interface RoomsContext {
  readonly lingerMs: number;
  send(command: Command): boolean;
  nextId(): number;
  /** The latest event of a room, or null when nobody is interested any more. */
  latest(room: string, event: MarketEvent | null): void;
  /** Calls into somebody else's code. */
  call(owner: object, tell: () => void): void;
  gap(gap: Gap): void;
  error(error: RadistError): void;
}

/** The server's limit on one command. */
const MOST_ROOMS_AT_ONCE = 200;

interface Box {
  readonly listener: RoomListener;
}

interface Room {
  readonly name: string;
  /** Boxed, so that one listener can join twice. */
  readonly boxes: Set<Box>;
  state: RoomState;
  position: Position | null;
  /** The `prev` which the server may still use after it told us of a loss. */
  beforeLoss: number | null;
  /** Id of the subscribe we wait for. */
  asked: number | null;
  /** A heartbeat passed while we waited. */
  late: boolean;
  linger: ReturnType<typeof setTimeout> | undefined;
}

/** Rooms by name, counted by their listeners; proves that no message of theirs is missing. */
export class Rooms {
  private readonly rooms = new Map<string, Room>();
  private readonly wanted = new Set<Room>();

  constructor(private readonly context: RoomsContext) {}

  join(name: string, listener: RoomListener): Subscription {
    const room = this.rooms.get(name) ?? this.add(name);
    clearTimeout(room.linger);
    const box = { listener };
    room.boxes.add(box);
    return { room: name, leave: () => this.leave(room, box) };
  }

  /** The connection is up: ask for everything again, from where we were. */
  opened(): void {
    for (const room of this.rooms.values()) this.want(room);
  }

  /** The connection is gone: replies will not come. */
  lost(): void {
    for (const room of this.rooms.values()) {
      room.asked = null;
      if (room.state === 'live') this.enter(room, 'recovering');
    }
  }

  received(frame: Frame): void {
    if (frame.kind === 'event') this.event(frame.frame);
    else if (frame.kind === 'subscribed') this.subscribed(frame.frame);
    else if (frame.kind === 'loss') this.loss(frame.frame);
    else if (frame.kind === 'heartbeat') this.heartbeat(frame.frame);
    else if (frame.kind === 'error') this.error(frame.frame);
  }

  private add(name: string): Room {
    const room: Room = {
      name,
      boxes: new Set(),
      state: 'pending',
      position: null,
      beforeLoss: null,
      asked: null,
      late: false,
      linger: undefined,
    };
    this.rooms.set(name, room);
    this.want(room);
    return room;
  }

  /** A remount within the linger time costs nothing on the wire. */
  private leave(room: Room, box: Box): void {
    if (!room.boxes.delete(box) || room.boxes.size > 0) return;
    room.linger = setTimeout(() => this.drop(room), this.context.lingerMs);
  }

  private drop(room: Room): void {
    this.rooms.delete(room.name);
    this.wanted.delete(room);
    this.context.latest(room.name, null);
    this.context.send({ op: 'unsubscribe', id: this.context.nextId(), rooms: [room.name] });
  }

  /** Rooms wanted in one go travel in one command. */
  private want(room: Room): void {
    if (this.wanted.size === 0) queueMicrotask(() => this.ask());
    this.wanted.add(room);
  }

  private ask(): void {
    const rooms = [...this.wanted];
    this.wanted.clear();
    for (let at = 0; at < rooms.length; at += MOST_ROOMS_AT_ONCE) {
      this.askFor(rooms.slice(at, at + MOST_ROOMS_AT_ONCE));
    }
  }

  private askFor(rooms: Room[]): void {
    const since: Record<string, Position> = {};
    for (const { name, position } of rooms) if (position) since[name] = position;
    const id = this.context.nextId();
    const names = rooms.map(({ name }) => name);
    const positions = Object.keys(since).length ? { since } : {};
    if (!this.context.send({ op: 'subscribe', id, rooms: names, ...positions })) return;
    for (const room of rooms) {
      room.asked = id;
      room.late = false;
      this.enter(room, room.position ? 'recovering' : 'pending');
    }
  }

  private subscribed(reply: Subscribed): void {
    const room = this.rooms.get(reply.room);
    if (room?.asked !== reply.id) return;
    const before = room.position;
    room.asked = null;
    room.beforeLoss = null;
    // After a recovery the missed messages follow, so the position stays where it was.
    if (!reply.recovered) this.begin(room, before, reply);
    this.enter(room, 'live');
  }

  private begin(room: Room, before: Position | null, reply: Subscribed): void {
    room.position = { epoch: reply.epoch, seq: reply.seq };
    if (before) {
      const countable = before.epoch === reply.epoch && before.seq <= reply.seq;
      this.tell(room, {
        room: room.name,
        cause: reply.reason ?? (countable ? 'retention' : 'epoch'),
        from: before.seq + 1,
        to: countable ? reply.seq : null,
        event: null,
      });
    }
    const { snapshot } = reply;
    if (!snapshot) return;
    this.context.latest(room.name, snapshot);
    this.each(room, (listener) => listener.snapshot?.(snapshot));
  }

  private event(frame: EventFrame): void {
    const room = this.rooms.get(frame.room);
    if (!room?.position || room.state !== 'live' || frame.seq <= room.position.seq) return;
    if (frame.prev !== room.position.seq && frame.prev !== room.beforeLoss) {
      this.resync(room);
      return;
    }
    room.position = { epoch: room.position.epoch, seq: frame.seq };
    room.beforeLoss = null;
    if (frame.data.type === 'gap') this.venueGap(room, frame.data);
    else if (frame.data.type === 'freshness') this.freshness(room, frame.data as Freshness);
    else this.deliver(room, frame);
  }

  private deliver(room: Room, frame: EventFrame): void {
    this.context.latest(room.name, frame.data);
    this.each(room, (listener) => listener.event?.(frame.data, frame));
  }

  private freshness(room: Room, freshness: Freshness): void {
    this.each(room, (listener) => listener.freshness?.(freshness));
  }

  private venueGap(room: Room, event: MarketEvent & { cause?: string }): void {
    this.tell(room, {
      room: room.name,
      cause: event.cause ?? 'upstream',
      from: null,
      to: null,
      event,
    });
  }

  private loss({ room: name, from, to, cause }: LossFrame): void {
    const room = this.rooms.get(name);
    if (!room?.position || room.state !== 'live' || to <= room.position.seq) return;
    room.beforeLoss = room.position.seq;
    room.position = { epoch: room.position.epoch, seq: to };
    this.tell(room, { room: name, cause, from, to, event: null });
  }

  private resync(room: Room): void {
    this.enter(room, 'recovering');
    this.want(room);
  }

  private heartbeat({ tops }: Heartbeat): void {
    for (const room of this.rooms.values()) {
      if (room.state === 'live') this.compare(room, tops[room.name]);
      else if (room.state !== 'ended') this.remind(room);
    }
  }

  /** Finds a lost last message. */
  private compare(room: Room, top: number | undefined): void {
    if (top !== undefined && room.position && top > room.position.seq) this.resync(room);
  }

  /** Asks again where a whole heartbeat brought no answer, or one that said "later". */
  private remind(room: Room): void {
    if (room.late) this.want(room);
    room.late = true;
  }

  private error({ id, room: name, code, reason, message }: ErrorFrame): void {
    for (const room of this.rooms.values()) {
      if (room.asked === null || room.asked !== id || (name && name !== room.name)) continue;
      room.asked = null;
      // Refused for what it is: stays ended until the next connection. Otherwise asked again later.
      if (code < 500 && code !== 429) this.enter(room, 'ended');
    }
    const about = name ? { room: name } : {};
    this.context.error({ reason, message, code, ...about });
  }

  private enter(room: Room, state: RoomState): void {
    if (room.state === state) return;
    room.state = state;
    this.each(room, (listener) => listener.state?.(state));
  }

  private tell(room: Room, gap: Gap): void {
    this.each(room, (listener) => listener.gap?.(gap));
    this.context.gap(gap);
  }

  private each(room: Room, tell: (listener: RoomListener) => void): void {
    for (const { listener } of [...room.boxes]) {
      this.context.call(listener, () => tell(listener));
    }
  }
}
