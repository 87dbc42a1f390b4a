import type { RadistError } from './errors.ts';
import type { Freshness, GapEvent, MarketEvent } from './events.ts';
import type {
  Command,
  ErrorFrame,
  EventFrame,
  Frame,
  Heartbeat,
  LossFrame,
  Position,
  Subscribed,
} from './protocol.ts';
import {
  type Box,
  type Gap,
  newRoom,
  paceOf,
  type Room,
  type RoomListener,
  type RoomState,
  type SubOptions,
  type Subscription,
} from './room.ts';
import type { States } from './states.ts';

/** What rooms need from their surroundings. */
export interface RoomsContext {
  readonly lingerMs: number;
  send(command: Command): boolean;
  nextId(): number;
  readonly states: Pick<States, 'keep' | 'known' | 'doubt'>;
  /** Calls into somebody else's code. */
  call(owner: object, tell: () => void): void;
  /** Each event of each room. */
  heard(room: string, event: MarketEvent): void;
  gap(gap: Gap): void;
  error(error: RadistError): void;
}

/** The server's limit on one command. */
const MOST_ROOMS_AT_ONCE = 200;
const RETRY_MS = 1000;

/** Rooms by name, counted by their listeners; proves that no message of theirs is missing. */
export class Rooms {
  protected readonly rooms = new Map<string, Room>();
  private readonly wanted = new Set<Room>();

  constructor(private readonly context: RoomsContext) {}

  join(name: string, listener: RoomListener, { maxHz }: SubOptions = {}): Subscription {
    const room = this.rooms.get(name) ?? this.add(name);
    clearTimeout(room.linger);
    const box = { listener, maxHz: maxHz ?? null };
    room.boxes.add(box);
    if (room.state === 'live') queueMicrotask(() => this.greet(room, box));
    this.repace(room);
    return { room: name, leave: () => this.leave(room, box) };
  }

  /** Whether a room tells us what happens in it. */
  has(name: string): boolean {
    return this.rooms.get(name)?.state === 'live';
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
    const room = newRoom(name);
    this.rooms.set(name, room);
    this.want(room);
    return room;
  }

  /** Who comes later hears what the others were told in the beginning. */
  private greet(room: Room, box: Box): void {
    if (room.state !== 'live' || !room.boxes.has(box)) return;
    const { listener } = box;
    const known = this.context.states.known(room.name);
    this.context.call(listener, () => {
      if (known) listener.snapshot?.(known);
      if (room.stale) listener.stale?.(true);
      listener.state?.('live');
    });
  }

  /** Asks for more or less of a room when its listeners want that. */
  private repace(room: Room): void {
    if (room.position && room.boxes.size > 0 && paceOf(room) !== room.maxHz) this.want(room);
  }

  /** A remount within the linger time costs nothing on the wire. */
  private leave(room: Room, box: Box): void {
    if (!room.boxes.delete(box)) return;
    if (room.boxes.size > 0) this.repace(room);
    else room.linger = setTimeout(() => this.drop(room), this.context.lingerMs);
  }

  private drop(room: Room): void {
    this.rooms.delete(room.name);
    this.wanted.delete(room);
    this.context.states.keep(room.name, null);
    this.context.send({ op: 'unsubscribe', id: this.context.nextId(), rooms: [room.name] });
  }

  /** Rooms wanted in one go travel in one command. */
  private want(room: Room): void {
    if (this.wanted.size === 0) queueMicrotask(() => this.ask());
    this.wanted.add(room);
  }

  private ask(): void {
    const paces = new Map<number | null, Room[]>();
    for (const room of this.wanted) {
      const pace = paceOf(room);
      paces.set(pace, [...(paces.get(pace) ?? []), room]);
    }
    this.wanted.clear();
    for (const [pace, rooms] of paces) {
      for (let at = 0; at < rooms.length; at += MOST_ROOMS_AT_ONCE) {
        this.askFor(rooms.slice(at, at + MOST_ROOMS_AT_ONCE), pace);
      }
    }
  }

  private askFor(rooms: Room[], pace: number | null): void {
    const since: Record<string, Position> = {};
    for (const { name, position } of rooms) if (position) since[name] = position;
    const id = this.context.nextId();
    const names = rooms.map(({ name }) => name);
    const rest = {
      ...(Object.keys(since).length ? { since } : {}),
      ...(pace ? { max_hz: pace } : {}),
    };
    if (!this.context.send({ op: 'subscribe', id, rooms: names, ...rest })) return;
    for (const room of rooms) {
      room.asked = id;
      room.maxHz = pace;
      room.late = false;
      this.enter(room, room.position ? 'recovering' : 'pending');
    }
  }

  protected subscribed(reply: Subscribed): void {
    const room = this.rooms.get(reply.room);
    if (room?.asked !== reply.id) return;
    const before = room.position;
    room.asked = null;
    room.beforeLoss = null;
    // After a recovery the missed messages follow, so the position stays where it was.
    if (!reply.recovered) this.begin(room, before, reply);
    this.doubt(room, reply.stale ?? false);
    this.enter(room, 'live');
    this.repace(room);
  }

  protected begin(room: Room, before: Position | null, reply: Subscribed): void {
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
    this.context.states.keep(room.name, snapshot);
    this.each(room, (listener) => listener.snapshot?.(snapshot));
  }

  protected event(frame: EventFrame): void {
    const room = this.rooms.get(frame.room);
    if (!room?.position || room.state !== 'live' || frame.seq <= room.position.seq) return;
    if (frame.prev !== room.position.seq && frame.prev !== room.beforeLoss) {
      this.resync(room);
      return;
    }
    room.position = { epoch: room.position.epoch, seq: frame.seq };
    room.beforeLoss = null;
    if (frame.data.type === 'gap') this.venueGap(room, frame.data as GapEvent);
    else if (frame.data.type === 'freshness') this.freshness(room, frame.data as Freshness);
    else this.deliver(room, frame);
  }

  private deliver(room: Room, frame: EventFrame): void {
    this.context.states.keep(room.name, frame.data);
    this.each(room, (listener) => listener.event?.(frame.data, frame));
    this.context.heard(room.name, frame.data);
  }

  private freshness(room: Room, freshness: Freshness): void {
    this.each(room, (listener) => listener.freshness?.(freshness));
    this.doubt(room, freshness.stale);
  }

  private doubt(room: Room, stale: boolean): void {
    if (room.stale === stale) return;
    room.stale = stale;
    this.context.states.doubt(room.name, stale);
    this.each(room, (listener) => listener.stale?.(stale));
  }

  private venueGap(room: Room, event: GapEvent): void {
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
    // Something before it is missing, too.
    if (from > room.position.seq + 1) {
      this.resync(room);
      return;
    }
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
  protected compare(room: Room, top: number | undefined): void {
    if (top !== undefined && room.position && top > room.position.seq) this.resync(room);
  }

  /** Asks again where a whole heartbeat brought no answer, or one that said "later". */
  private remind(room: Room): void {
    if (room.late) this.want(room);
    room.late = true;
  }

  private error({ id, room: name, code, reason, message }: ErrorFrame): void {
    for (const room of this.rooms.values()) {
      const isMeant = room.asked !== null && room.asked === id && (!name || name === room.name);
      if (isMeant) this.refused(room, code, reason);
    }
    const about = name ? { room: name } : {};
    this.context.error({ reason, message, code, ...about });
  }

  /** Refused for what it is, a room stays ended until the next connection; else it is asked again later. */
  private refused(room: Room, code: number, reason: string): void {
    room.asked = null;
    if (reason === 'log_room') {
      room.isLog = true;
      this.want(room);
    } else if (code < 500 && code !== 429) this.enter(room, 'ended');
    else if (code !== 429) setTimeout(() => this.retry(room), RETRY_MS);
  }

  /** What was not ready a moment ago may be now; whoever asked too much waits for a heartbeat. */
  private retry(room: Room): void {
    const isWanted = this.rooms.get(room.name) === room && room.state !== 'live';
    if (isWanted && room.asked === null) this.want(room);
  }

  private enter(room: Room, state: RoomState): void {
    if (room.state === state) return;
    room.state = state;
    this.each(room, (listener) => listener.state?.(state));
  }

  protected tell(room: Room, gap: Gap): void {
    this.context.gap(gap);
    this.each(room, (listener) => listener.gap?.(gap));
  }

  private each(room: Room, tell: (listener: RoomListener) => void): void {
    for (const { listener } of [...room.boxes]) {
      this.context.call(listener, () => tell(listener));
    }
  }
}
