import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { RadistError } from '../src/errors.ts';
import type { MarketEvent } from '../src/events.ts';
import type { Command, EventFrame, Subscribed } from '../src/protocol.ts';
import type { Gap, RoomListener } from '../src/room.ts';
import { Rooms } from '../src/rooms.ts';

const ROOM = 'trade.binance.BTC/USDT';
const TICKER = 'ticker.binance.BTC/USDT';

function event(type: string, price = 1): MarketEvent {
  const times = { time_exchange: 0, time_received: 0 };
  const made = {
    type,
    exchange: 'binance',
    symbol: 'BTC/USDT',
    native: 'BTCUSDT',
    ...times,
    price,
  };
  return made as MarketEvent;
}

/** Rooms with a wire that records, and short ways to answer on it. */
class Wire {
  readonly sent: Command[] = [];
  readonly gaps: Gap[] = [];
  readonly errors: RadistError[] = [];
  readonly latest = new Map<string, MarketEvent | null>();
  readonly doubts: [room: string, stale: boolean][] = [];
  up = true;
  private id = 0;
  readonly rooms = new Rooms({
    lingerMs: 1000,
    send: (command) => {
      if (this.up) this.sent.push(command);
      return this.up;
    },
    nextId: () => {
      this.id += 1;
      return this.id;
    },
    states: {
      keep: (room, latest) => this.latest.set(room, latest),
      known: (room) => this.latest.get(room) ?? undefined,
      doubt: (room, stale) => this.doubts.push([room, stale]),
    },
    call: (_, tell) => tell(),
    heard: () => {},
    gap: (gap) => this.gaps.push(gap),
    error: (error) => this.errors.push(error),
  });

  /** Answers the last subscribe. */
  async subscribed(reply: Partial<Subscribed> = {}): Promise<void> {
    await Promise.resolve();
    const { id } = this.subscribes().at(-1) ?? { id: -1 };
    const frame = { type: 'subscribed' as const, id, room: ROOM, epoch: 'a', seq: 10, ...reply };
    this.rooms.received({ kind: 'subscribed', frame });
  }

  event(seq: number, prev: number, data = event('trade'), room = ROOM): void {
    const frame: EventFrame = { type: data.type, room, seq, prev, timestamp: '', data };
    this.rooms.received({ kind: 'event', frame });
  }

  heartbeat(tops: Record<string, number>): void {
    this.rooms.received({ kind: 'heartbeat', frame: { type: 'heartbeat', timestamp: '', tops } });
  }

  subscribes() {
    return this.sent.filter((command) => command.op === 'subscribe');
  }
}

let wire: Wire;
let seen: number[];
let listener: RoomListener;

beforeEach(() => {
  wire = new Wire();
  seen = [];
  listener = { event: (_, { seq }) => seen.push(seq) };
});

describe('a message of a room', () => {
  test('is delivered when its prev is the last one seen', async () => {
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    wire.event(11, 10);
    wire.event(14, 11);
    expect(seen).toEqual([11, 14]);
  });

  test('with another prev is withheld and the room is asked for again since the last one', async () => {
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    wire.event(12, 11);
    await Promise.resolve();
    expect(seen).toEqual([]);
    expect(wire.subscribes()[1]).toMatchObject({ since: { [ROOM]: { epoch: 'a', seq: 10 } } });
    wire.event(13, 12);
    await wire.subscribed({ recovered: true, seq: 10 });
    for (const seq of [11, 12, 13]) wire.event(seq, seq - 1);
    expect(seen).toEqual([11, 12, 13]);
    expect(wire.gaps).toEqual([]);
  });

  test('that was seen already is dropped', async () => {
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    wire.event(11, 10);
    wire.event(11, 10);
    await Promise.resolve();
    expect(seen).toEqual([11]);
    expect(wire.subscribes()).toHaveLength(1);
  });

  test('that tells how fresh the stream is leaves its latest value alone', async () => {
    const told: unknown[] = [];
    wire.rooms.join(TICKER, { ...listener, freshness: ({ stale }) => told.push(stale) });
    await wire.subscribed({ room: TICKER });
    wire.event(11, 10, event('ticker', 7), TICKER);
    wire.event(12, 11, { ...event('freshness'), stale: true } as MarketEvent, TICKER);
    wire.event(13, 12, { ...event('freshness'), stale: false } as MarketEvent, TICKER);
    expect(wire.latest.get(TICKER)).toMatchObject({ type: 'ticker', price: 7 });
    expect([seen, told]).toEqual([[11], [true, false]]);
  });

  test('that tells of a gap at the venue is a gap, not an event', async () => {
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    wire.event(11, 10, { ...event('gap'), cause: 'reconnect' } as MarketEvent);
    wire.event(12, 11);
    expect(seen).toEqual([12]);
    expect(wire.gaps).toMatchObject([{ room: ROOM, cause: 'reconnect', event: { type: 'gap' } }]);
  });
});

describe('a reply that could not recover', () => {
  test('replaces the state and says exactly what is lost', async () => {
    const snapshots: MarketEvent[] = [];
    wire.rooms.join(ROOM, { ...listener, snapshot: (snapshot) => snapshots.push(snapshot) });
    await wire.subscribed();
    wire.event(12, 11);
    const snapshot = event('ticker', 7);
    await wire.subscribed({ recovered: false, reason: 'retention', seq: 40, snapshot });
    expect(wire.gaps).toMatchObject([{ room: ROOM, cause: 'retention', from: 11, to: 40 }]);
    expect(snapshots).toEqual([snapshot]);
    wire.event(41, 40);
    expect(seen).toEqual([41]);
  });

  test('because the room began anew cannot count the loss', async () => {
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    wire.rooms.lost();
    wire.rooms.opened();
    await wire.subscribed({ recovered: false, reason: 'epoch', epoch: 'b', seq: 3 });
    expect(wire.gaps).toMatchObject([{ cause: 'epoch', from: 11, to: null }]);
    wire.event(4, 3);
    expect(seen).toEqual([4]);
  });
});

describe('a loss told by the server', () => {
  test.each([
    ['the last message sent', 10],
    ['the end of the loss', 15],
  ])('is a gap, and the room goes on from %s', async (_, prev) => {
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    const loss = { type: 'gap' as const, room: ROOM, from: 11, to: 15, cause: 'slow' };
    wire.rooms.received({ kind: 'loss', frame: loss });
    wire.event(16, prev);
    expect(seen).toEqual([16]);
    expect(wire.gaps).toMatchObject([{ cause: 'slow', from: 11, to: 15 }]);
    expect(wire.subscribes()).toHaveLength(1);
  });
});

test('a loss told by the server that does not follow is asked for as a whole', async () => {
  wire.rooms.join(ROOM, listener);
  await wire.subscribed();
  const loss = { type: 'gap' as const, room: ROOM, from: 12, to: 15, cause: 'slow' };
  wire.rooms.received({ kind: 'loss', frame: loss });
  await wire.subscribed({ recovered: false, reason: 'retention', seq: 20 });
  expect(wire.gaps).toMatchObject([{ cause: 'retention', from: 11, to: 20 }]);
});

describe('a heartbeat', () => {
  test('with a higher top reveals a lost last message', async () => {
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    wire.heartbeat({ [ROOM]: 10 });
    await Promise.resolve();
    expect(wire.subscribes()).toHaveLength(1);
    wire.heartbeat({ [ROOM]: 11 });
    await Promise.resolve();
    expect(wire.subscribes()[1]).toMatchObject({ since: { [ROOM]: { epoch: 'a', seq: 10 } } });
  });

  test('reminds of a room that got no answer for a whole beat', async () => {
    wire.rooms.join(ROOM, listener);
    await Promise.resolve();
    wire.heartbeat({});
    await Promise.resolve();
    expect(wire.subscribes()).toHaveLength(1);
    wire.heartbeat({});
    await Promise.resolve();
    expect(wire.subscribes()).toHaveLength(2);
  });
});

describe('a room refused', () => {
  const refuse = async (code: number) => {
    wire.rooms.join(ROOM, listener);
    await Promise.resolve();
    const about = { room: ROOM, code, reason: 'refused', message: 'no' };
    wire.rooms.received({ kind: 'error', frame: { type: 'error', id: 1, ...about } });
    for (let beat = 0; beat < 3; beat += 1) wire.heartbeat({});
    await Promise.resolve();
    return wire.subscribes().length;
  };

  test('for what it is stays ended, and the error is told', async () => {
    expect(await refuse(404)).toBe(1);
    expect(wire.errors).toMatchObject([{ code: 404, room: ROOM, message: 'no' }]);
  });

  test('for now is asked for again later', async () => {
    expect(await refuse(429)).toBe(2);
  });

  test('because the node is not ready is asked for again a second later', async () => {
    vi.useFakeTimers();
    wire.rooms.join(ROOM, listener);
    await Promise.resolve();
    const about = { room: ROOM, code: 503, reason: 'not_ready', message: 'later' };
    wire.rooms.received({ kind: 'error', frame: { type: 'error', id: 1, ...about } });
    await vi.advanceTimersByTimeAsync(999);
    expect(wire.subscribes()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(wire.subscribes()).toHaveLength(2);
    vi.useRealTimers();
  });

  test('is asked for again on the next connection', async () => {
    await refuse(404);
    wire.rooms.lost();
    wire.rooms.opened();
    await Promise.resolve();
    expect(wire.subscribes()).toHaveLength(2);
  });
});

describe('joining and leaving', () => {
  test('rooms joined together travel in one command', async () => {
    wire.rooms.join(ROOM, listener);
    wire.rooms.join(TICKER, {});
    await Promise.resolve();
    expect(wire.sent).toMatchObject([{ op: 'subscribe', rooms: [ROOM, TICKER] }]);
  });

  test('more rooms than a command may name travel in several', async () => {
    const names = Array.from({ length: 450 }, (_, n) => `ticker.binance.C${n}/USDT`);
    for (const name of names) wire.rooms.join(name, listener);
    await Promise.resolve();
    const sent = wire.subscribes();
    expect(sent.map(({ rooms }) => rooms.length)).toEqual([200, 200, 50]);
    expect(sent.flatMap(({ rooms }) => rooms)).toEqual(names);
    for (const { id, rooms } of sent) {
      for (const room of rooms) await wire.subscribed({ id, room });
    }
    wire.rooms.opened();
    await Promise.resolve();
    for (const { rooms, since } of wire.subscribes().slice(3)) {
      expect(Object.keys(since ?? {})).toEqual(rooms);
    }
    expect(wire.subscribes()).toHaveLength(6);
  });

  test('a room is left when its last listener has been gone for a while', async () => {
    vi.useFakeTimers();
    const first = wire.rooms.join(ROOM, listener);
    const second = wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    first.leave();
    first.leave();
    vi.advanceTimersByTime(5000);
    expect(wire.sent).toHaveLength(1);
    second.leave();
    vi.advanceTimersByTime(1000);
    expect(wire.sent[1]).toMatchObject({ op: 'unsubscribe', rooms: [ROOM] });
    vi.useRealTimers();
  });

  test('coming back within that while costs nothing on the wire', async () => {
    vi.useFakeTimers();
    wire.rooms.join(ROOM, listener).leave();
    wire.rooms.join(ROOM, listener);
    await wire.subscribed();
    vi.advanceTimersByTime(5000);
    wire.event(11, 10);
    expect(wire.sent).toHaveLength(1);
    expect(seen).toEqual([11]);
    vi.useRealTimers();
  });
});
