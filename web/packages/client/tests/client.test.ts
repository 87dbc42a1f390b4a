import { RoomServer } from '@radist/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Gap, Radist, RadistError, SocketConstructor } from '../src/index.ts';
import { createRadist } from '../src/index.ts';

const TRADES = 'trade.binance.BTC/USDT';
const TICKER = 'ticker.binance.BTC/USDT';

let server: RoomServer;
let client: Radist;
let errors: RadistError[];
let gaps: Gap[];

function trade(id: number) {
  return { type: 'trade', exchange: 'binance', symbol: 'BTC/USDT', native: 'BTCUSDT', id: `${id}` };
}

function ticker(price: number) {
  return { type: 'ticker', exchange: 'binance', symbol: 'BTC/USDT', native: 'BTCUSDT', price };
}

beforeEach(async () => {
  server = await new RoomServer().start();
  client = createRadist({
    url: server.url,
    WebSocket: WebSocket as unknown as SocketConstructor,
    backoff: { minMs: 1, maxMs: 10 },
    flush: 'sync',
    lingerMs: 0,
  });
  errors = [];
  gaps = [];
  client.on('error', (error) => errors.push(error));
  client.on('gap', (gap) => gaps.push(gap));
});

afterEach(async () => {
  client.close();
  await server.stop();
});

/** Ids of the trades heard, in order. */
async function listen(): Promise<number[]> {
  const ids: number[] = [];
  let live = false;
  client.subscribe(TRADES, {
    event: (event) => ids.push(Number((event as unknown as { id: string }).id)),
    state: (state) => {
      live = state === 'live';
    },
  });
  await client.connect();
  await vi.waitFor(() => expect(live).toBe(true));
  return ids;
}

describe('over a real socket', () => {
  test('messages arrive in order', async () => {
    const ids = await listen();
    for (const id of [1, 2, 3]) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(ids).toEqual([1, 2, 3]));
  });

  test('what was published while the connection was down is recovered', async () => {
    const ids = await listen();
    server.publish(TRADES, trade(1));
    await vi.waitFor(() => expect(ids).toEqual([1]));
    server.drop();
    for (const id of [2, 3]) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(ids).toEqual([1, 2, 3]));
    expect(gaps).toEqual([]);
  });

  test('a room says whether it is live', async () => {
    const states: string[] = [];
    client.subscribe(TRADES, { state: (state) => states.push(state) });
    await client.connect();
    await vi.waitFor(() => expect(states).toEqual(['live']));
    server.accepting = false;
    server.drop();
    await vi.waitFor(() => expect(states).toEqual(['live', 'recovering']));
    server.accepting = true;
    await vi.waitFor(() => expect(states).toEqual(['live', 'recovering', 'live']));
  });

  test('a lost frame is noticed by the next one and recovered', async () => {
    const ids = await listen();
    server.loseFrame(1);
    for (const id of [1, 2]) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(ids).toEqual([1, 2]));
    expect(gaps).toEqual([]);
  });

  test('a lost last frame is noticed by the heartbeat and recovered', async () => {
    const ids = await listen();
    server.loseFrame(1);
    server.publish(TRADES, trade(1));
    server.heartbeat();
    await vi.waitFor(() => expect(ids).toEqual([1]));
  });

  test('a restarted server is a gap of unknown size, then goes on', async () => {
    const ids = await listen();
    server.publish(TRADES, trade(1));
    await vi.waitFor(() => expect(ids).toEqual([1]));
    server.restart();
    await vi.waitFor(() => expect(gaps).toMatchObject([{ cause: 'epoch', from: 2, to: null }]));
    server.publish(TRADES, trade(7));
    await vi.waitFor(() => expect(ids).toEqual([1, 7]));
  });

  test('more than the server kept is a gap that names each missing message', async () => {
    const ids = await listen();
    server.retention = 2;
    server.loseFrame(4);
    for (let id = 1; id <= 5; id += 1) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(gaps).toMatchObject([{ cause: 'retention', from: 1, to: 5 }]));
    server.publish(TRADES, trade(6));
    await vi.waitFor(() => expect(ids).toEqual([6]));
  });

  test('a state room has its snapshot at once', async () => {
    server.publish(TICKER, ticker(42));
    const store = client.store(TICKER);
    const told = vi.fn();
    store.subscribe(told);
    await client.connect();
    await vi.waitFor(() => expect(store.get()).toMatchObject({ price: 42 }));
    expect(told).toHaveBeenCalledOnce();
  });

  test('an unknown room is an error in one clear line and disturbs no other', async () => {
    server.allow(TRADES);
    client.subscribe('trade.binance.NOPE/USDT', {});
    const ids = await listen();
    server.publish(TRADES, trade(1));
    await vi.waitFor(() => expect(ids).toEqual([1]));
    expect(errors).toMatchObject([{ code: 404, room: 'trade.binance.NOPE/USDT' }]);
  });

  test('a listener that throws is reported once and hurts nobody', async () => {
    client.subscribe(TRADES, {
      event: () => {
        throw new Error('mine');
      },
    });
    const ids = await listen();
    for (const id of [1, 2, 3]) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(ids).toEqual([1, 2, 3]));
    expect(errors).toMatchObject([{ reason: 'listener', cause: { message: 'mine' } }]);
  });

  test('garbage from the server is an error and the connection stays', async () => {
    const ids = await listen();
    server.say('{garbage');
    server.publish(TRADES, trade(1));
    await vi.waitFor(() => expect(ids).toEqual([1]));
    expect(errors).toMatchObject([{ reason: 'bad_frame' }]);
    expect(server.connections).toBe(1);
  });

  test('a server that wants no client back is obeyed', async () => {
    await listen();
    server.dismiss(3504, 'connection limit');
    await vi.waitFor(() => expect(client.status.state).toBe('closed'));
    expect(client.status.ended).toEqual({ code: 3504, reason: 'connection limit' });
  });

  test('latency and clock skew are known soon after connecting', async () => {
    await client.connect();
    await vi.waitFor(() => expect(client.latencyMs).not.toBeNull());
    expect(Math.abs(client.clockSkewMs ?? Number.NaN)).toBeLessThan(2000);
  });
});

/** The same faults each run: a small generator of Lehmer's kind. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

test.each([1, 2, 3, 4, 5])(
  'under faults of all kinds nothing is lost in silence (seed %i)',
  async (seed) => {
    const heard = await listen();
    const roll = dice(seed);
    server.retention = 20;
    const faults = [
      () => server.drop(),
      () => server.loseFrame(1 + roll(5)),
      () => server.heartbeat(),
    ];
    for (let id = 1; id <= 400; id += 1) {
      server.publish(TRADES, trade(id));
      if (roll(20) === 0) faults[roll(faults.length)]?.();
      if (roll(2) === 0) await new Promise(setImmediate);
    }
    server.loseFrame(0);
    const told = () => gaps.flatMap(({ from, to }) => range(from ?? 0, to ?? 0));
    await vi.waitFor(() => {
      server.heartbeat();
      expect([...heard, ...told()].sort((a, b) => a - b)).toEqual(range(1, 400));
    });
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
    expect(server.connections).toBeGreaterThan(1);
    expect(heard.length).toBeGreaterThan(0);
  },
);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
