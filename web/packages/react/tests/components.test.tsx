// @vitest-environment happy-dom
import { createRadist, type Radist } from '@radist/client';
import { FakeServer } from '@radist/client/testing';
import { RadistProvider } from '@radist/react';
import { RealTimeUpdates } from '@radist/react/real-time-updates';
import { TradingInterface } from '@radist/react/trading-interface';
import { Profiler, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const PLACE = { exchange: 'x', symbol: 'A/B', native: 'AB', time_exchange: 1, time_received: 1 };

let server: FakeServer;
let client: Radist;
let root: Root;
let page: HTMLElement;
let renders: number;

beforeEach(() => {
  server = new FakeServer();
  const { WebSocket } = server;
  const fetch = (async () =>
    new Response(null, { status: 404 })) as unknown as typeof globalThis.fetch;
  client = createRadist({ url: 'ws://radist', WebSocket, fetch, flush: 'sync', lingerMs: 0 });
  page = document.createElement('div');
  root = createRoot(page);
  renders = 0;
});
afterEach(() => {
  root.unmount();
  client.close();
});

const surrounded = (content: ReactNode) => (
  <RadistProvider client={client} exchange="x">
    <Profiler
      id="all"
      onRender={() => {
        renders += 1;
      }}
    >
      {content}
    </Profiler>
  </RadistProvider>
);
const ticker = (price: number) => ({
  ...{ type: 'ticker', ...PLACE, price, open: 100, quote_volume: 1.24e9 },
  price_change_percent: price - 100,
});
const cells = () => [...page.querySelectorAll('tbody td')].map((cell) => cell.textContent);

test('RealTimeUpdates paints its rows without rendering them', async () => {
  const selected = vi.fn();
  server.publish('ticker.x.A/B', ticker(101));
  const symbols = ['A/B', 'C/D'];
  root.render(surrounded(<RealTimeUpdates symbols={symbols} maxFps={100} onSelect={selected} />));
  await vi.waitFor(() => expect(cells()).toEqual(['101', '+1.00 %', '1.24B', '—', '—', '—']));
  const before = renders;
  server.publish('ticker.x.A/B', ticker(98.5));
  await vi.waitFor(() => expect(cells().slice(0, 2)).toEqual(['98.5', '−1.50 %']));
  expect(page.querySelector('tbody tr')?.getAttribute('data-moved')).toBe('down');
  expect(renders).toBe(before);
  page.querySelector('button')?.click();
  expect(selected).toHaveBeenCalledWith('A/B');
});

test('TradingInterface shows book and tape, says what is missing, and takes no orders of nobody', async () => {
  const levels = { last_id: 1, bids: [[99, 1]], asks: [[101, 2]] };
  server.publish('book.x.A/B', { type: 'book_snapshot', ...PLACE, ...levels });
  root.render(surrounded(<TradingInterface symbol="A/B" maxFps={100} />));
  const text = (selector: string) => page.querySelector(selector)?.textContent;
  await vi.waitFor(() => expect(text('[aria-label=Asks] tbody')).toBe('10122'));
  expect(text('.radist-spread')).toBe('spread 2');
  expect(text('.radist-orders')).toContain('Orders are off');
  await vi.waitFor(() => expect(client.status.state).toBe('live'));
  server.publish('trade.x.A/B', {
    type: 'trade',
    ...PLACE,
    id: '1',
    price: 100,
    quantity: 3,
    side: 'buy',
  });
  await vi.waitFor(() => expect(text('.radist-tape')).toBe('▲ 100 3'));
  server.publish('book.x.A/B', { type: 'gap', ...PLACE, channel: 'book', cause: 'reconnect' });
  await vi.waitFor(() => expect(text('.radist-book [role=status]')).toContain('not complete'));
  server.restart();
  await vi.waitFor(() => expect(text('.radist-gap')).toContain('not received'));
});

test('on a server both show what they were given, and a dash for the rest', () => {
  const initial = { 'ticker.x.A/B': ticker(7) as never };
  const markup = renderToStaticMarkup(
    <RadistProvider client={client} exchange="x" initial={initial}>
      <RealTimeUpdates symbols={['A/B']} columns={['price', 'bid']} />
      <TradingInterface symbol="A/B" />
    </RadistProvider>,
  );
  expect(markup).toContain('<td data-column="price">7</td><td data-column="bid">—</td>');
  expect(markup).toContain('not connected');
  expect(server.connections).toBe(0);
});
