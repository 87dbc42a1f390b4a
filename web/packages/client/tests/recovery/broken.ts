/** Clients which each forget one rule of recovery, on purpose. */
import type { EventFrame, Position, Subscribed } from '../../src/protocol.ts';
import type { Gap, Room } from '../../src/room.ts';
import { Rooms } from '../../src/rooms.ts';

/** Believes that whatever comes is the next message. */
class NeverLooksBack extends Rooms {
  protected override event(frame: EventFrame): void {
    const prev = this.rooms.get(frame.room)?.position?.seq ?? frame.prev;
    super.event({ ...frame, prev });
  }
}

/** Takes what it has seen already for new. */
class HearsTwice extends Rooms {
  protected override event(frame: EventFrame): void {
    const room = this.rooms.get(frame.room);
    const { position } = room ?? {};
    if (room && position && frame.seq <= position.seq) {
      room.position = { ...position, seq: frame.prev };
    }
    super.event(frame);
  }
}

/** Knows its place from the first message only, not from the answer. */
class WaitsForTheFirst extends Rooms {
  private readonly isNew = new Set<string>();

  protected override subscribed(reply: Subscribed): void {
    super.subscribed(reply);
    if (!reply.recovered) this.isNew.add(reply.room);
  }
  protected override event(frame: EventFrame): void {
    const room = this.rooms.get(frame.room);
    if (room?.position && this.isNew.delete(frame.room)) {
      room.position = { ...room.position, seq: frame.prev };
    }
    super.event(frame);
  }
}

/** Says nothing about what could not be recovered. */
class KeepsSilent extends Rooms {
  protected override tell(room: Room, gap: Gap): void {
    if (gap.event) super.tell(room, gap);
  }
}

/** Keeps its old state where it was given a new one. */
class KeepsItsState extends Rooms {
  protected override begin(room: Room, before: Position | null, reply: Subscribed): void {
    super.begin(room, before, before ? { ...reply, snapshot: null } : reply);
  }
}

/** Counts on in the epoch that it began with. */
class KnowsOneEpoch extends Rooms {
  private readonly first = new Map<string, string>();

  protected override subscribed(reply: Subscribed): void {
    const epoch = this.first.get(reply.room) ?? reply.epoch;
    this.first.set(reply.room, epoch);
    super.subscribed({ ...reply, epoch });
  }
}

/** Does not read how far the server says it should be. */
class IgnoresHeartbeats extends Rooms {
  protected override compare(): void {}
}

/** Goes on with what belongs to an older subscription. */
class ReadsTheOld extends Rooms {
  protected override subscribed(reply: Subscribed): void {
    super.subscribed({ ...reply, id: this.rooms.get(reply.room)?.asked ?? reply.id });
  }
}

export const BROKEN = {
  NeverLooksBack,
  HearsTwice,
  WaitsForTheFirst,
  KeepsSilent,
  KeepsItsState,
  KnowsOneEpoch,
  IgnoresHeartbeats,
  ReadsTheOld,
};
