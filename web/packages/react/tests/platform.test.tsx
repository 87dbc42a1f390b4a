// @vitest-environment happy-dom
/** The faces of the seeds: one thing to hold, and prices over one stream. */
import { createRadist, type Radist } from '@radist/client';
import { FakeServer } from '@radist/client/testing';
import { RadistProvider, useBinancePrice, useWebSocket } from '@radist/react';
import { type ReactNode, StrictMode, useEffect } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let root: Root;
let page: HTMLElement;

beforeEach(() => {
  page = document.createElement('div');
  root = createRoot(page);
});
afterEach(() => root.unmount());

const shows = (text: string) => vi.waitFor(() => expect(page.textContent).toBe(text));

describe('useWebSocket', () => {
  let server: FakeServer;
  let client: Radist;

  beforeEach(() => {
    server = new FakeServer();
    const { WebSocket } = server;
    client = createRadist({ url: 'ws://radist', WebSocket, flush: 'sync', lingerMs: 0 });
  });
  afterEach(() => client.close());

  const rooms = (op: string) =>
    server.heard.flatMap((command) =>
      command.op === op && 'rooms' in command ? command.rooms : [],
    );

  function Listener({ onPrice }: { onPrice(price: string): void }) {
    const { client: its, connect, on } = useWebSocket();
    useEffect(() => {
      connect('token', 'global', 'alice').catch(() => {});
      on('price_update', ({ price }) => onPrice(price));
      return its.subscribeToToken('So1').leave;
    }, [its, connect, on, onPrice]);
    return null;
  }
  const render = (content: ReactNode) =>
    root.render(
      <StrictMode>
        <RadistProvider client={client}>{content}</RadistProvider>
      </StrictMode>,
    );

  test('shows the token, joins the rooms once and hears each event once', async () => {
    const prices: string[] = [];
    render(<Listener onPrice={(price) => prices.push(price)} />);
    await server.until(() => rooms('subscribe').length >= 3);
    expect(new Set(rooms('subscribe'))).toEqual(new Set(['global', 'user_alice', 'token_So1']));
    expect(server.heard).toContainEqual(expect.objectContaining({ op: 'auth', token: 'token' }));
    await vi.waitFor(() => expect(client.status.state).toBe('live'));
    const event = { type: 'price_update', token_mint: 'So1', price: '0.5' };
    await vi.waitFor(() => {
      for (const room of ['global', 'token_So1']) server.publish(room, event);
      expect(prices.length).toBeGreaterThan(0);
    });
    const before = prices.length;
    server.publish('global', { ...event, price: '0.6' });
    await vi.waitFor(() => expect(prices.slice(before)).toEqual(['0.6']));
  });

  test('leaves the rooms and hears nothing more when its component is gone', async () => {
    const prices: string[] = [];
    const onPrice = (price: string) => prices.push(price);
    render(<Listener onPrice={onPrice} />);
    await server.until(() => rooms('subscribe').length >= 3);
    render(null);
    await server.until(() => rooms('unsubscribe').length >= 3);
    client.subscribe('global', {});
    server.publish('global', { type: 'price_update', token_mint: 'So1', price: '0.7' });
    await vi.waitFor(() => expect(client.status.state).toBe('live'));
    expect(prices).toEqual([]);
  });

  test('without a provider the page has one client, of the address that is named', () => {
    const clients = new Set<Radist>();
    function Holder() {
      clients.add(useWebSocket({ url: 'ws://elsewhere' }).client);
      return null;
    }
    root.render([<Holder key="a" />, <Holder key="b" />]);
    return vi.waitFor(() => {
      expect(clients.size).toBe(1);
      expect([...clients][0]?.status.state).toBe('idle');
    });
  });
});

/** An event stream whose other end is the test. */
class Source {
  static open = new Set<Source>();
  static asked: string[] = [];
  readonly CLOSED = 2;
  readyState = 1;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(url: string) {
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe('http://radist/api/ws/sse/prices');
    Source.asked.push(searchParams.get('symbols') ?? '');
    Source.open.add(this);
  }
  close(): void {
    this.readyState = this.CLOSED;
    Source.open.delete(this);
  }
  static say(symbol: string, price: number): void {
    const told = { type: 'ticker', data: { type: 'ticker', symbol, price } };
    for (const { onmessage } of Source.open) onmessage?.({ data: JSON.stringify(told) });
  }
}

describe('useBinancePrice', () => {
  beforeEach(() => {
    vi.stubGlobal('EventSource', Source);
    Source.open.clear();
    Source.asked = [];
  });
  afterEach(async () => {
    root.render(null);
    await vi.waitFor(() => expect(Source.open.size).toBe(0));
    vi.unstubAllGlobals();
  });

  function Price({ symbols }: { symbols: string[] }) {
    const prices = useBinancePrice(symbols, { url: 'http://radist' });
    return symbols.map((symbol) => `${symbol}:${prices[symbol]?.toFixed(2)} `).join('');
  }

  test('is one stream for all who want prices, whatever each of them wants', async () => {
    root.render(
      <StrictMode>
        <Price symbols={['BTCUSDT']} />
        <Price symbols={['ETHUSDT', 'BTCUSDT']} />
      </StrictMode>,
    );
    await vi.waitFor(() => expect(Source.asked).toEqual(['BTCUSDT,ETHUSDT']));
    Source.say('BTCUSDT', 42500.5);
    Source.say('ETHUSDT', 2500);
    await shows('BTCUSDT:42500.50 ETHUSDT:2500.00 BTCUSDT:42500.50 ');
    root.render(<Price symbols={['ETHUSDT']} />);
    await vi.waitFor(() => expect(Source.asked).toEqual(['BTCUSDT,ETHUSDT', 'ETHUSDT']));
    expect(Source.open.size).toBe(1);
  });

  test('comes again when the node answered with an error', async () => {
    root.render(<Price symbols={['BTCUSDT']} />);
    await vi.waitFor(() => expect(Source.open.size).toBe(1));
    vi.useFakeTimers();
    const [source] = Source.open;
    source?.close();
    source?.onerror?.();
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    expect(Source.asked).toEqual(['BTCUSDT', 'BTCUSDT']);
  });
});
