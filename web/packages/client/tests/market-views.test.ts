import { FakeServer } from '@radist/client/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRadist, type Radist, type RadistOptions } from '../src/index.ts';
import { type Bar, type Candles, candles, tape, trades } from '../src/views/index.ts';

const KEY = { exchange: 'x', symbol: 'A/B' };
const TRADES = 'trade.x.A/B';
const CANDLES = 'candle.x.A/B.1m';
const MINUTE = 60_000_000;

let server: FakeServer;
let client: Radist;
/** Pages of history as REST gives them, newest first; a text is an error. */
let pages: (Bar[] | string)[];
let asked: string[];
let history: object[];
/** History of trades is not told before. */
let until: Promise<void> | undefined;

const answerOf = async (address: string | URL | Request) => {
  asked.push(String(address));
  if (String(address).includes('/trades')) {
    await until;
    return Response.json({ trades: history, next: null });
  }
  const page = pages.shift() ?? 'nothing';
  if (typeof page === 'string') {
    const error = { code: 404, reason: 'unknown_symbol', message: page };
    return Response.json({ error }, { status: 404 });
  }
  return Response.json({ ...KEY, candles: page, next: pages.length ? 1 : null });
};

function make(options: Partial<RadistOptions> = {}): Radist {
  const { WebSocket } = server;
  const backoff = { minMs: 1, maxMs: 5 };
  const http = 'http://radist';
  const surroundings = { WebSocket, fetch: answerOf as typeof fetch, http, backoff };
  return createRadist({
    url: 'ws://radist',
    flush: 'sync',
    lingerMs: 0,
    ...surroundings,
    ...options,
  });
}

beforeEach(() => {
  server = new FakeServer();
  [pages, asked, history, until] = [[], [], [], undefined];
  client = make();
});
afterEach(() => client.close());

const trade = (id: number) => ({ type: 'trade', ...KEY, native: 'AB', id: `${id}`, price: id });

function bar(minute: number, close: number, is_closed = true): Bar {
  const times = { time_open: minute * MINUTE, time_close: (minute + 1) * MINUTE - 1 };
  const prices = { open: 1, high: 9, low: 1, close, volume: 1, quote_volume: 1, trades: close };
  return { ...times, ...prices, is_closed, source: 'archive' };
}

const candle = (minute: number, close: number, is_closed = false) => ({
  ...bar(minute, close, is_closed),
  type: 'candle',
  ...KEY,
  native: 'AB',
  interval: '1m',
});

describe('the tape', () => {
  test('has the newest trades first, and no more than its limit', async () => {
    const store = tape(client, TRADES, 3);
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
    for (let id = 1; id <= 50; id += 1) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(store.get()?.lines[0]?.key).toBe(50));
    expect(store.get()?.lines.map((line) => line.trade?.id)).toEqual(['50', '49', '48']);
  });

  test('begins with what was traded before, each trade once', async () => {
    const gap = { type: 'gap', ...KEY, cause: 'history', channel: 'trade' };
    history = [trade(1), gap, trade(2), trade(3)];
    let tell = () => {};
    until = new Promise((resolve) => {
      tell = resolve;
    });
    const store = trades(client, KEY);
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
    server.publish(TRADES, trade(3));
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(1));
    tell();
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(4));
    server.publish(TRADES, trade(4));
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(5));
    const lines = store.get()?.lines ?? [];
    expect(lines.map(({ trade: one, gap: hole }) => one?.id ?? hole?.cause)).toEqual([
      ...['4', '3', '2', 'history', '1'],
    ]);
    expect(lines.map(({ key }) => key)).toEqual([2, 1, -1, -2, -3]);
    expect(asked).toEqual(['http://radist/api/v1/trades?exchange=x&symbol=A%2FB&limit=200']);
  });

  test('has a trade once that history tells before the room does', async () => {
    history = [trade(1), trade(2), trade(3)];
    const store = trades(client, KEY);
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(3));
    await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
    for (const id of [2, 3, 4]) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(store.get()?.lines[0]?.trade?.id).toBe('4'));
    expect(store.get()?.lines.map((line) => line.trade?.id)).toEqual(['4', '3', '2', '1']);
  });

  test('leaves to the room what is newer than what it told first', async () => {
    history = [trade(1), trade(2), trade(3)];
    let tell = () => {};
    until = new Promise((resolve) => {
      tell = resolve;
    });
    const store = trades(client, KEY);
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
    server.publish(TRADES, trade(2));
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(1));
    tell();
    await vi.waitFor(() => expect(store.get()?.lines.at(-1)?.trade?.id).toBe('1'));
    server.publish(TRADES, trade(3));
    await vi.waitFor(() => expect(store.get()?.lines[0]?.trade?.id).toBe('3'));
    expect(store.get()?.lines.map((line) => line.trade?.id)).toEqual(['3', '2', '1']);
  });

  test('shows in its place what is missing', async () => {
    const store = tape(client, TRADES);
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
    server.publish(TRADES, trade(1));
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(1));
    server.restart();
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(2));
    server.publish(TRADES, trade(9));
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(3));
    expect(store.get()?.lines.map(({ trade: one, gap }) => one?.id ?? gap?.cause)).toEqual([
      ...['9', 'epoch', '1'],
    ]);
  });

  test('is one for all who ask alike, and outlives a remount', async () => {
    client = make({ lingerMs: 1000 });
    const store = tape(client, TRADES);
    expect(tape(client, TRADES)).toBe(store);
    const stop = store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
    server.publish(TRADES, trade(1));
    await vi.waitFor(() => expect(store.get()?.lines).toHaveLength(1));
    stop();
    store.subscribe(() => {});
    expect(store.get()?.lines).toHaveLength(1);
    expect(server.heard.filter(({ op }) => op === 'subscribe')).toHaveLength(1);
  });
});

describe('candles', () => {
  async function open(): Promise<() => Candles> {
    const store = candles(client, KEY, '1m', { limit: 3 });
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => {
      expect(store.get()).toMatchObject({ state: 'live', loading: false });
    });
    return () => store.get() as Candles;
  }
  const closes = ({ bars }: Candles) => bars.map(({ close }) => close);

  test('are history with the live one at its end', async () => {
    pages = [[bar(1, 11), bar(2, 12), bar(3, 13, false)]];
    server.publish(CANDLES, candle(3, 14));
    const now = await open();
    expect(closes(now())).toEqual([11, 12, 14]);
    server.publish(CANDLES, candle(3, 15, true));
    server.publish(CANDLES, candle(4, 16));
    await vi.waitFor(() => expect(closes(now())).toEqual([11, 12, 15, 16]));
    expect(asked).toEqual([
      'http://radist/api/v1/candles?exchange=x&symbol=A%2FB&interval=1m&limit=3',
    ]);
  });

  test('go back page by page until there is none', async () => {
    pages = [
      [bar(3, 13), bar(4, 14)],
      [bar(1, 11), bar(2, 12)],
    ];
    const now = await open();
    expect(now().more).toBe(true);
    await Promise.all([now().older(), now().older()]);
    expect(closes(now())).toEqual([11, 12, 13, 14]);
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain(`before=${3 * MINUTE}`);
    expect(now().more).toBe(false);
    await now().older();
    expect(asked).toHaveLength(2);
  });

  test('ask history again for what was missed', async () => {
    pages = [[bar(1, 11)], [bar(1, 11), bar(2, 12), bar(3, 13)]];
    const now = await open();
    server.restart();
    await vi.waitFor(() => expect(closes(now())).toEqual([11, 12, 13]));
    expect(now().gap?.cause).toBe('epoch');
  });

  test('that would leave a hole let go what was before it', async () => {
    pages = [[bar(1, 11), bar(2, 12)], [bar(90, 13), bar(91, 14)], [bar(89, 9)]];
    const now = await open();
    server.restart();
    await vi.waitFor(() => expect(closes(now())).toEqual([13, 14]));
    expect(now().more).toBe(true);
  });

  test('say why there is no history, and go on live', async () => {
    pages = ['x has no symbol A/B'];
    const now = await open();
    expect(now().error).toBe('x has no symbol A/B');
    server.publish(CANDLES, candle(3, 14));
    await vi.waitFor(() => expect(closes(now())).toEqual([14]));
  });
});

describe('the store of a book', () => {
  const BOOK = 'book.x.A/B';
  const place = { ...KEY, native: 'AB', time_exchange: 1, time_received: 1 };
  const snapshot = { type: 'book_snapshot', ...place, last_id: 1, bids: [[9, 1]], asks: [[11, 1]] };
  const delta = { type: 'book_delta', ...place, last_id: 2, bids: [[10, 2]], asks: [] };

  test('is the whole book, for who comes later, too', async () => {
    server.publish(BOOK, snapshot);
    const store = client.store('book', KEY);
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.bids).toEqual([[9, 1]]));
    server.publish(BOOK, delta);
    await vi.waitFor(() => expect(store.get()?.bids).toHaveLength(2));
    const heard = vi.fn();
    client.subscribe('book', KEY, { snapshot: heard });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0]).toMatchObject({
      bids: [
        [10, 2],
        [9, 1],
      ],
      last_id: 2,
    });
  });

  test('is not live from a gap to the next snapshot', async () => {
    server.publish(BOOK, snapshot);
    const store = client.store('book', KEY);
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()?.live).toBe(true));
    server.publish(BOOK, { type: 'gap', ...place, channel: 'book', cause: 'reconnect' });
    await vi.waitFor(() => expect(store.get()).toMatchObject({ live: false, bids: [[9, 1]] }));
    server.publish(BOOK, { type: 'freshness', ...place, channel: 'book', stale: true, cause: '' });
    server.publish(BOOK, snapshot);
    await vi.waitFor(() => expect(store.get()).toMatchObject({ live: true, stale: true }));
  });
});
