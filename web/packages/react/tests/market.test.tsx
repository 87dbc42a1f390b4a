// @vitest-environment happy-dom
import type { Radist } from '@radist/client';
import { createRadist } from '@radist/client';
import { FakeServer } from '@radist/client/testing';
import {
  type Market,
  RadistProvider,
  useCandles,
  useChannel,
  useOrderBook,
  useTickerField,
  useTrades,
} from '@radist/react';
import { type ReactNode, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const PLACE = { exchange: 'x', symbol: 'A/B', native: 'AB', time_exchange: 1, time_received: 1 };

let server: FakeServer;
let client: Radist;
let root: Root;
let page: HTMLElement;

beforeEach(() => {
  server = new FakeServer();
  client = createRadist({
    url: 'ws://radist',
    WebSocket: server.WebSocket,
    fetch: (async () => Response.json({ candles: [], next: null })) as unknown as typeof fetch,
    http: '',
    flush: 'sync',
    lingerMs: 0,
    backoff: { minMs: 1, maxMs: 5 },
  });
  page = document.createElement('div');
  root = createRoot(page);
});
afterEach(() => {
  root.unmount();
  client.close();
});

const surrounded = (content: ReactNode) => (
  <StrictMode>
    <RadistProvider client={client} exchange="x">
      {content}
    </RadistProvider>
  </StrictMode>
);
const shows = (text: string) => vi.waitFor(() => expect(page.textContent).toBe(text));
const listened = (room: string) =>
  server.until(({ heard }) =>
    heard.some((command) => command.op === 'subscribe' && command.rooms.includes(room)),
  );

const ticker = (price: number, high: number) => ({ type: 'ticker', ...PLACE, price, high });
const trade = (id: number) => ({ type: 'trade', ...PLACE, id: `${id}`, price: id, quantity: 1 });

test('useTickerField renders again only when its field changes', async () => {
  let renders = 0;
  function High() {
    renders += 1;
    return useTickerField('A/B', 'high') ?? 'none';
  }
  server.publish('ticker.x.A/B', ticker(1, 9));
  root.render(surrounded(<High />));
  await shows('9');
  const before = renders;
  for (let price = 2; price < 50; price += 1) server.publish('ticker.x.A/B', ticker(price, 9));
  server.publish('ticker.x.A/B', ticker(50, 10));
  await shows('10');
  expect(renders - before).toBeLessThanOrEqual(2);
});

test('useTrades shows the tape, newest first, with its gaps', async () => {
  function Trades() {
    const { lines } = useTrades('A/B', { limit: 3 });
    return lines.map(({ trade: one, gap }) => one?.id ?? gap?.cause).join(' ');
  }
  root.render(surrounded(<Trades />));
  await listened('trade.x.A/B');
  for (const id of [1, 2]) server.publish('trade.x.A/B', trade(id));
  await shows('2 1');
  server.restart();
  await shows('epoch 2 1');
  server.publish('trade.x.A/B', trade(8));
  await shows('8 epoch 2');
});

test('useOrderBook applies deltas, groups, and says when it is not to be believed', async () => {
  function Book() {
    const book = useOrderBook('A/B', { depth: 2, group: 1 });
    if (!book) return 'none';
    const bids = book.bids.map(({ price, total }) => `${price}:${total}`).join(' ');
    return `${book.live ? '' : '!'}${bids}`;
  }
  const levels = { last_id: 1, asks: [] };
  const room = 'book.x.A/B';
  server.publish(room, {
    type: 'book_snapshot',
    ...PLACE,
    ...levels,
    bids: [
      [9.5, 1],
      [8, 1],
    ],
  });
  root.render(surrounded(<Book />));
  await shows('9:1 8:2');
  server.publish(room, { type: 'book_delta', ...PLACE, ...levels, bids: [[9.1, 2]] });
  await shows('9:3 8:4');
  server.publish(room, { type: 'gap', ...PLACE, channel: 'book', cause: 'reconnect' });
  await shows('!9:3 8:4');
  server.publish(room, { type: 'book_snapshot', ...PLACE, ...levels, bids: [[7, 1]] });
  await shows('7:1');
});

test('useCandles shows the live candle, and how history is doing', async () => {
  function Close() {
    const { bars, loading } = useCandles('A/B', '1m');
    return `${loading} ${bars.at(-1)?.close}`;
  }
  root.render(surrounded(<Close />));
  await listened('candle.x.A/B.1m');
  const times = { time_open: 0, time_close: 59_999_999, is_closed: false };
  server.publish('candle.x.A/B.1m', { type: 'candle', ...PLACE, ...times, close: 5 });
  await shows('false 5');
});

test('useChannel hears every message without rendering, in the newest closure', async () => {
  const heard: string[] = [];
  let renders = 0;
  function Listener({ name }: { name: string }) {
    renders += 1;
    useChannel('trade.x.A/B', { event: ({ id }) => heard.push(name + id) });
    return null;
  }
  root.render(surrounded(<Listener name="a" />));
  await listened('trade.x.A/B');
  await vi.waitFor(() => expect(client.status.state).toBe('live'));
  for (const id of [1, 2]) server.publish('trade.x.A/B', trade(id));
  await vi.waitFor(() => expect(heard).toEqual(['a1', 'a2']));
  root.render(surrounded(<Listener name="b" />));
  await vi.waitFor(() => expect(renders).toBe(4));
  server.publish('trade.x.A/B', trade(3));
  await vi.waitFor(() => expect(heard).toEqual(['a1', 'a2', 'b3']));
  expect(renders).toBe(4);
  expect(server.heard.filter(({ op }) => op === 'subscribe')).toHaveLength(1);
});

test('a page rendered by a server shows what it was given, and connects to nothing', () => {
  const initial = { 'ticker.x.A/B': ticker(7, 8) };
  const High = ({ market }: { market: Market }) => useTickerField(market, 'high') ?? 'none';
  const content = (
    <RadistProvider client={client} exchange="x" initial={initial}>
      <High market="A/B" />
      <High market={{ symbol: 'C/D' }} />
    </RadistProvider>
  );
  expect(renderToStaticMarkup(content)).toBe('8none');
  expect(client.status.state).toBe('idle');
  expect(server.connections).toBe(0);
});
