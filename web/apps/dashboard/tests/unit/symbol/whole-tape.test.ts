import { createRadist, type Gap, type Trade } from '@radist/client';
import { FakeServer } from '@radist/client/testing';
import type { TapeLine } from '@radist/client/views';
import { describe, expect, test, vi } from 'vitest';
import { after, missingIn, weave, wholeTape } from '../../../src/symbol/whole-tape.ts';

const trade = (id: number) => ({ type: 'trade', id: String(id), time_exchange: id }) as Trade;
const live = (id: number): TapeLine => ({ key: id, trade: trade(id), gap: null });
const gap = (key: number, about: Partial<Gap> = {}): TapeLine => {
  const whole = { room: 'r', cause: 'epoch', from: null, to: null, event: null, ...about };
  return { key, trade: null, gap: whole };
};
const read = (lines: ReturnType<typeof weave>) =>
  lines.map(({ trade, hole }) => (trade ? Number(trade.id) : [hole?.missing, hole?.recovered]));
const NONE = new Map();

describe('the whole tape', () => {
  test('has each trade once, whichever way it came', () => {
    expect(read(weave([live(5), live(4), { ...live(5), key: 0 }, live(3)], NONE))).toEqual([
      5, 4, 3,
    ]);
  });

  test('says where trades are missing, and how many where that is known', () => {
    expect(read(weave([live(9), gap(8), live(5)], NONE))).toEqual([9, [null, 0], 5]);
    const counted = gap(8, { from: 6, to: 8 });
    expect(read(weave([live(9), counted, live(5)], NONE))).toEqual([9, [3, 0], 5]);
  });

  test('has what was lost in its place once history told it', () => {
    const told = after({ trades: [3, 4, 5, 6, 7, 8].map(trade) }, trade(5));
    expect(told.whole).toBe(true);
    const woven = weave([live(9), gap(8), live(5)], new Map([[8, told]]));
    expect(read(woven)).toEqual([9, [0, 3], 8, 7, 6, 5]);
  });

  test('says nothing of a gap in which there was no trade', () => {
    const told = after({ trades: [4, 5].map(trade) }, trade(5));
    expect(read(weave([live(6), gap(8), live(5)], new Map([[8, told]])))).toEqual([6, 5]);
  });

  test('goes on saying that some are missing where history does not reach back', () => {
    const told = after({ trades: [7, 8].map(trade) }, trade(5));
    expect(told).toMatchObject({ whole: false, trades: [{ id: '7' }, { id: '8' }] });
    const woven = weave([live(9), gap(8), live(5)], new Map([[8, told]]));
    expect(read(woven)).toEqual([9, [null, 2], 8, 7, 5]);
  });

  test('is not whole where history itself has a gap', () => {
    const trades = [trade(5), { type: 'gap' as const }, trade(8)];
    expect(after({ trades }, trade(5))).toMatchObject({ whole: false, trades: [{ id: '8' }] });
  });

  test('ends where history does, without a word on what nobody had', () => {
    expect(read(weave([live(5), gap(0)], NONE))).toEqual([5]);
  });

  test('keeps the last 500', () => {
    const lines = Array.from({ length: 700 }, (_, at) => live(1000 - at));
    expect(weave(lines, NONE).length).toBe(500);
  });

  test('counts by the ids of the exchange before it counts messages', () => {
    const event = { from_id: '10', to_id: '26' } as Gap['event'];
    expect(missingIn(gap(1, { from: 1, to: 2, event }))).toBe(17);
    const named = { from_id: 'a-1', to_id: 'b-2' } as Gap['event'];
    expect(missingIn(gap(1, { event: named }))).toBeNull();
  });
});

test('asks again where history does not know yet, or cannot be asked', async () => {
  const [server, market] = [new FakeServer(), { exchange: 'x', symbol: 'A/B' }];
  const gap = { type: 'gap', ...market, channel: 'trade', cause: 'restart' };
  const answers = [null, [trade(1), gap, trade(3)], [trade(1), trade(2), trade(3)]];
  const fetch = async () => {
    const trades = answers.shift();
    return trades ? Response.json({ trades, next: null }) : new Response(null, { status: 503 });
  };
  const surroundings = { WebSocket: server.WebSocket, fetch: fetch as typeof globalThis.fetch };
  const client = createRadist({
    url: 'ws://radist',
    http: 'http://radist',
    flush: 'sync',
    ...surroundings,
  });
  const store = wholeTape(client, market);
  const leave = store.subscribe(() => {});
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const room = 'trade.x.A/B';
  await client.connect();
  await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
  for (const event of [trade(1), gap, trade(4)]) server.publish(room, event as never);
  const shown = () => read(store.get()?.lines as never);
  await vi.waitFor(() => expect(shown()).toEqual([4, [0, 2], 3, 2, 1]), { timeout: 10_000 });
  leave();
  client.close();
  vi.restoreAllMocks();
}, 20_000);
