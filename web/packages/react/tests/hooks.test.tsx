// @vitest-environment happy-dom
import type { Radist, SocketConstructor, Ticker } from '@radist/client';
import { createRadist } from '@radist/client';
import { RadistProvider, useConnection, useRoom, useTicker } from '@radist/react';
import { RoomServer } from '@radist/testing';
import { type ReactNode, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';

const ROOM = 'ticker.binance.BTC/USDT';

let server: RoomServer;
let client: Radist;
let root: Root;
let page: HTMLElement;

beforeEach(async () => {
  server = await new RoomServer().start();
  const WebSocketOfNode = WebSocket as unknown as SocketConstructor;
  client = createRadist({
    url: server.url,
    WebSocket: WebSocketOfNode,
    flush: 'sync',
    lingerMs: 0,
  });
  page = document.createElement('div');
  root = createRoot(page);
});

afterEach(async () => {
  root.unmount();
  client.close();
  await server.stop();
});

function render(content: ReactNode): void {
  const provider = (
    <RadistProvider client={client} exchange="binance">
      {content}
    </RadistProvider>
  );
  root.render(<StrictMode>{provider}</StrictMode>);
}

const shows = (text: string) => vi.waitFor(() => expect(page.textContent).toBe(text));

function publish(price: number): void {
  const names = { exchange: 'binance', symbol: 'BTC/USDT', native: 'BTCUSDT' };
  server.publish(ROOM, { type: 'ticker', ...names, time_received: 0, time_exchange: 0, price });
}

function Price() {
  return <b>{useTicker('BTC/USDT')?.price ?? 'none'}</b>;
}

function Connection() {
  return useConnection().state;
}

function Told({ onPrice }: { onPrice(price: number): void }) {
  useRoom<Ticker>(ROOM, ({ price }) => onPrice(price));
  return null;
}

test('useTicker shows the latest price and follows it', async () => {
  publish(41);
  render(<Price />);
  await shows('41');
  publish(42);
  await shows('42');
});

test('a component mounted twice by StrictMode costs one connection and one subscribe', async () => {
  publish(41);
  render([<Price key="a" />, <Price key="b" />]);
  await shows('4141');
  expect(server.connections).toBe(1);
  expect(server.heard.filter(({ op }) => op === 'subscribe')).toHaveLength(1);
});

test('the room is left when nobody shows it any more', async () => {
  publish(41);
  render(<Price />);
  await shows('41');
  render(null);
  await server.until(({ heard }) => heard.some(({ op }) => op === 'unsubscribe'));
});

test('useConnection tells the state in which the client is', async () => {
  render(<Connection />);
  await shows('live');
  client.close();
  await shows('closed');
});

test('useRoom tells each value without rendering', async () => {
  const prices: number[] = [];
  publish(1);
  render(<Told onPrice={(price) => prices.push(price)} />);
  await vi.waitFor(() => expect(prices).toEqual([1]));
  publish(2);
  await vi.waitFor(() => expect(prices).toEqual([1, 2]));
});

test('a hook without a provider says what is missing', async () => {
  const thrown: unknown[] = [];
  root = createRoot(document.createElement('div'), {
    onUncaughtError: (error) => thrown.push(error),
  });
  root.render(<Price />);
  await vi.waitFor(() => expect(String(thrown[0])).toContain('<RadistProvider>'));
});
