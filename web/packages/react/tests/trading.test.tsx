// @vitest-environment happy-dom
/** Orders of <TradingInterface>: what is asked, what is sent, and what is said of it. */
import { createRadist, type Radist } from '@radist/client';
import { FakeServer } from '@radist/client/testing';
import { RadistProvider } from '@radist/react';
import { TradingInterface } from '@radist/react/trading-interface';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const PLACE = { exchange: 'x', symbol: 'A/B', native: 'AB', time_exchange: 1, time_received: 1 };
const ORDERS = '/api/v1/trading/orders';
const portfolio = {
  ...{ user: 'me', paper: true, currency: 'B', cash: '1000', equity: '1000', realised: '0' },
  ...{ unrealised: '0', today: '0', positions: [], holdings: [], timestamp: '2026-11-27T07:00Z' },
  balances: [{ currency: 'B', total: '1000', available: '1000' }],
};
const preview = {
  ...{ price: '101', quantity: '2', quote: '202', fee: '0.202', slippage: '0.99', levels: 1 },
  ...{ held: '0', balance_after: '797.798', refused: '' },
};

let server: FakeServer;
let client: Radist;
let root: Root;
let page: HTMLElement;
let sent: { path: string; content: Record<string, unknown> }[];
let answers: Record<string, (content: Record<string, unknown>) => Response>;

const json = (content: object) => () => Response.json(content);

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;
  server = new FakeServer();
  sent = [];
  answers = {
    '/api/v1/about': json({ user: 'me' }),
    '/api/v1/instruments': json({
      instruments: [{ symbol: 'A/B', base: 'A', quote: 'B', quantity_step: 0.1, price_step: 1 }],
    }),
    '/api/v1/trading/rules': json({ taker_fee: '0.001' }),
    '/api/v1/trading/fills': json({ fills: [] }),
    '/api/v1/portfolio': json(portfolio),
    '/api/v1/trading/preview': json(preview),
    [ORDERS]: json({ orders: [] }),
  };
  const fetch = async (address: string, { body }: RequestInit = {}) => {
    const path = new URL(address).pathname;
    const content = JSON.parse(String(body ?? 'null'));
    if (content) sent.push({ path, content });
    return answers[path]?.(content) ?? new Response('null', { status: 404 });
  };
  const { WebSocket } = server;
  const place = { url: 'ws://radist', http: 'http://radist', WebSocket, fetch: fetch as never };
  client = createRadist({ ...place, flush: 'sync', lingerMs: 0, backoff: { minMs: 1, maxMs: 5 } });
  const levels = { last_id: 1, bids: [[99, 9]], asks: [[101, 9]] };
  server.publish('book.x.A/B', { type: 'book_snapshot', ...PLACE, ...levels });
  page = document.createElement('div');
  document.body.append(page);
  root = createRoot(page);
});
afterEach(() => {
  root.unmount();
  client.close();
  page.remove();
});

const text = (selector: string) => page.querySelector(selector)?.textContent ?? '';
const says = (selector: string, words: RegExp) =>
  vi.waitFor(() => expect(text(selector)).toMatch(words), 5000);
const button = () => page.querySelector<HTMLButtonElement>('[type=submit]');

async function show(onOrder = (_: object) => {}): Promise<void> {
  root.render(
    <RadistProvider client={client} exchange="x">
      <TradingInterface symbol="A/B" maxFps={100} onOrder={onOrder} />
    </RadistProvider>,
  );
  await says('.radist-ticket output', /How much\?/);
}

async function fill(value: string): Promise<void> {
  const field = page.querySelector<HTMLInputElement>('.radist-ticket input');
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
  await act(async () => {
    write?.call(field, value);
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

describe('an order', () => {
  const order = {
    ...{ id: 'o_1', exchange: 'x', symbol: 'A/B', native: 'AB', side: 'buy', type: 'market' },
    ...{ quantity: '2', state: 'pending', filled: '0', created: '1', updated: '1', reason: '' },
  };

  test('is asked about twice, sent once, and is what the desk says it is', async () => {
    answers[ORDERS] = (content) =>
      content
        ? Response.json({ ...order, client_order_id: content.client_order_id }, { status: 201 })
        : Response.json({ orders: [] });
    const heard = vi.fn();
    await show(heard);
    await fill('2.05');
    expect(button()?.textContent).toBe('Buy 2 A ≈ 202 B');
    await says('.radist-preview', /at 101, slippage 0\.99, fee 0\.202 B, then 797\.798 B/);
    button()?.click();
    await vi.waitFor(() => expect(button()?.textContent).toBe('Really: Buy 2 A ≈ 202 B'));
    expect(sent.filter(({ path }) => path === ORDERS)).toEqual([]);
    button()?.click();
    await says('.radist-ticket output', /^pending$/);
    const [{ content } = { content: {} }, ...more] = sent.filter(({ path }) => path === ORDERS);
    expect(more).toEqual([]);
    expect(content).toMatchObject({ symbol: 'A/B', side: 'buy', type: 'market', quantity: '2' });
    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ id: 'o_1', state: 'pending' }));
    const filled = { ...order, state: 'filled', filled: '2', average_price: '101', updated: '2' };
    server.publish('user_me', { type: 'order_update', order: filled });
    await says('.radist-ticket output', /^Filled: 2 at 101$/);
  });

  test('that is refused says why', async () => {
    answers[ORDERS] = (content) =>
      content
        ? Response.json(
            { error: { reason: 'refused', message: 'the book is 12 s old' } },
            { status: 409 },
          )
        : Response.json({ orders: [] });
    await show();
    await fill('1');
    button()?.click();
    await vi.waitFor(() => expect(button()?.textContent).toMatch(/^Really/));
    button()?.click();
    await says('.radist-ticket output', /^Not placed: the book is 12 s old$/);
  });

  test('cannot be placed on a book that is not believed, nor without a connection', async () => {
    await show();
    await fill('1');
    await vi.waitFor(() => expect(button()?.disabled).toBe(false));
    server.publish('book.x.A/B', { type: 'gap', ...PLACE, channel: 'book', cause: 'reconnect' });
    await says('.radist-ticket output', /The book is too old/);
    expect(button()?.disabled).toBe(true);
    server.accepting = false;
    server.drop();
    await says('.radist-ticket output', /Not connected/);
    expect(sent.filter(({ path }) => path === ORDERS)).toEqual([]);
  });

  test('which the desk would not take has its reason beside it', async () => {
    answers['/api/v1/trading/preview'] = () =>
      Response.json({ error: { message: 'price: no multiple of 1' } }, { status: 422 });
    await show();
    await fill('1');
    await says('.radist-ticket [role=status]', /price: no multiple of 1/);
    expect(button()?.disabled).toBe(true);
  });
});

test('a position is closed and an order cancelled after a second yes', async () => {
  const position = {
    ...{ exchange: 'x', symbol: 'A/B', native: 'AB', quantity: '3', average_price: '100' },
    ...{ mark: '101', value: '303', unrealised: '3', realised: '0' },
  };
  answers['/api/v1/portfolio'] = json({ ...portfolio, positions: [position] });
  answers[ORDERS] = json({
    orders: [
      {
        ...{ id: 'o_9', exchange: 'x', symbol: 'A/B', side: 'buy', type: 'limit', price: '90' },
        ...{ quantity: '1', state: 'open', filled: '0', created: '1', updated: '1' },
      },
    ],
  });
  const cancelled = vi.fn(json({}));
  answers[`${ORDERS}/o_9`] = cancelled;
  await show();
  await says('.radist-holdings', /3 at 100, unrealised 3/);
  await says('[aria-label="Open orders"]', /Buy 1 at 90/);
  const press = async (words: string) => {
    const found = [...page.querySelectorAll('button')].find((each) => each.textContent === words);
    await act(async () => found?.click());
  };
  await press('Close');
  expect(sent.filter(({ path }) => path === ORDERS)).toEqual([]);
  await press('Really close?');
  await vi.waitFor(() =>
    expect(sent.filter(({ path }) => path === ORDERS)).toMatchObject([
      { content: { side: 'sell', type: 'market', quantity: '3' } },
    ]),
  );
  await press('Cancel');
  expect(cancelled).not.toHaveBeenCalled();
  await press('Really cancel?');
  await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
});
