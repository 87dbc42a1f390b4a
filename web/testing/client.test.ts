/** The client against a real node: both transports, the way over, and who is let in. */
import { type Radist as Client, createRadist, type Gap } from '@radist/client';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Radist } from './radist.ts';
import { SECRET, tokenOf } from './token.ts';

const BTC = 'trade.binance.BTC/USDT';
const ETH = 'trade.binance.ETH/USDT';
const PATIENCE = { timeout: 30_000, interval: 20 };

const radist = new Radist({ RADIST_AUTH__SECRET: SECRET, RADIST_AUTH__ANONYMOUS: 'true' });
let blocked = false;
let client: Client;
let gaps: Gap[];

/** A WebSocket that a bad proxy lets through only sometimes. */
class Socket extends WebSocket {
  constructor(url: string) {
    super(blocked ? 'ws://127.0.0.1:1' : url);
  }
}

beforeAll(() => radist.start());
afterEach(() => client.close());
afterAll(() => radist.stop());

function open(token?: string): Client {
  client = createRadist({
    url: radist.url,
    WebSocket: Socket as never,
    backoff: { minMs: 1, maxMs: 50 },
    flush: 'sync',
    lingerMs: 0,
    ...(token ? { token } : {}),
  });
  gaps = [];
  client.on('gap', (gap) => gaps.push(gap));
  return client;
}

/** Ids of the trades of a room, as they come. */
function listen(room: string): number[] {
  const ids: number[] = [];
  client.subscribe(room as typeof BTC, { event: ({ id }) => ids.push(Number(id)) });
  return ids;
}

const more = (ids: number[], count = 4) => {
  const before = ids.length;
  return vi.waitFor(() => expect(ids.length).toBeGreaterThan(before + count), PATIENCE);
};

function expectWhole(ids: number[]): void {
  const first = ids[0] as number;
  expect(ids).toEqual(ids.map((_, at) => first + at));
}

test('trades are whole over an event stream, over a socket, and from one to the other', async () => {
  blocked = true;
  open();
  const btc = listen(BTC);
  await client.connect();
  expect(client.status.transport).toBe('sse');
  await more(btc);
  const eth = listen(ETH);
  await more(eth);
  radist.cut();
  await more(btc);
  blocked = false;
  await vi.waitFor(() => expect(client.status.transport).toBe('ws'), PATIENCE);
  await more(btc);
  await more(eth);
  expectWhole(btc);
  expectWhole(eth);
  expect(gaps).toEqual([]);
});

test('an event stream that a wrong room would end goes on without it', async () => {
  blocked = true;
  open();
  const errors: (string | undefined)[] = [];
  client.on('error', ({ room }) => errors.push(room));
  const btc = listen(BTC);
  await client.connect();
  await more(btc);
  client.subscribe('trade.binance.NOPE/USDT', {});
  await vi.waitFor(() => expect(errors).toEqual(['trade.binance.NOPE/USDT']), PATIENCE);
  await more(btc);
  expectWhole(btc);
});

test('the state of a room is there at once, on either transport', async () => {
  for (blocked of [true, false]) {
    open();
    const ticker = client.store('ticker', { exchange: 'binance', symbol: 'BTC/USDT' });
    const book = client.store('book', { exchange: 'binance', symbol: 'BTC/USDT' });
    for (const store of [ticker, book]) store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(ticker.get()?.price).toBeGreaterThan(0), PATIENCE);
    await vi.waitFor(() => expect(book.get()?.live).toBe(true), PATIENCE);
    const [bid, ask] = [book.get()?.bids[0]?.[0], book.get()?.asks[0]?.[0]];
    expect(bid).toBeLessThan(ask as number);
    client.close();
  }
});

test('a token opens the room of its user, and what is told there is heard', async () => {
  blocked = false;
  open(tokenOf('alice', 'broadcast'));
  const heard: unknown[] = [];
  client.on('portfolio_update', ({ cash }) => heard.push(cash));
  client.subscribe('user_alice', {});
  client.subscribe('global', {});
  const prices: unknown[] = [];
  client.on('price_update', ({ price }) => prices.push(price));
  client.subscribeToToken('So111');
  await client.connect();
  const tell = (type: string, data: object) =>
    client.rest.post('/api/v1/websocket/broadcast', { type, data });
  await vi.waitFor(async () => {
    await tell('portfolio_update', { user_id: 'alice', cash: '12.5' });
    expect(heard).toContain('12.5');
  }, PATIENCE);
  await tell('price_update', { token_mint: 'So111', price: '0.5' });
  await vi.waitFor(() => expect(prices).toEqual(['0.5']), PATIENCE);
});

test('a killed node is a loss that is told, and the client finds the next one', async () => {
  blocked = false;
  open();
  const btc = listen(BTC);
  await client.connect();
  await more(btc);
  await radist.kill();
  const before = btc.length;
  await radist.start();
  await vi.waitFor(() => expect(gaps).toMatchObject([{ room: BTC, cause: 'epoch' }]), PATIENCE);
  await more(btc);
  expectWhole(btc.slice(before));
});
