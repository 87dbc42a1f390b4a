import { createRadist, type Radist } from '@radist/client';
import { FakeServer } from '@radist/client/testing';
import { type Fill, type Order, orders, type Portfolio, portfolio } from '@radist/client/trading';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

let server: FakeServer;
let client: Radist;
/** What REST answers, by path; a function is asked each time. */
let answers: Record<string, () => object | Promise<object>>;
let asked: string[];

beforeEach(() => {
  server = new FakeServer();
  asked = [];
  const { WebSocket } = server;
  const fetch = async (address: string) => {
    const { pathname, searchParams } = new URL(address);
    const path = pathname + (searchParams.get('state') ?? '');
    asked.push(path);
    const answer = answers[path];
    return answer
      ? Response.json(await answer())
      : Response.json({ error: { reason: 'not_found', message: path } }, { status: 404 });
  };
  client = createRadist({
    ...{ url: 'ws://radist', http: 'http://radist', WebSocket },
    ...{ fetch: fetch as never, flush: 'sync' as const, lingerMs: 0 },
    backoff: { minMs: 1, maxMs: 5 },
  });
});
afterEach(() => client.close());

const order = (id: string, change: Partial<Order> = {}): Order => ({
  ...{ id, client_order_id: null, exchange: 'x', symbol: 'A/B', native: 'AB', side: 'buy' },
  ...{
    type: 'limit',
    quantity: '1',
    quote: null,
    price: '10',
    stop_price: null,
    state: 'open',
    filled: '0',
  },
  ...{ average_price: null, fee: null, fee_currency: null, slippage: null, reason: null },
  ...{ created: `2026-11-27T07:00:0${id}Z`, updated: '2026-11-27T07:00:10Z', ...change },
});
const fill = (id: string): Fill => ({
  ...{ id, order: '1', exchange: 'x', symbol: 'A/B', side: 'buy', price: '10', quantity: '1' },
  ...{ fee: '0.01', fee_currency: 'B', liquidity: 'maker', slippage: null, mid: null },
  time: `2026-11-27T07:00:2${id}Z`,
});
const tell = (type: string, part: object) => server.publish('user_me', { type, ...part });

describe('orders', () => {
  const ORDERS = '/api/v1/trading/orders';
  const listed = (all: Order[], fills: Fill[] = []) => {
    answers = {
      [`${ORDERS}all`]: () => ({ orders: all }),
      [`${ORDERS}open`]: () => ({ orders: all.filter(({ state }) => state === 'open') }),
      '/api/v1/trading/fills': () => ({ fills }),
    };
  };
  const open = async () => {
    const store = orders(client, 'me');
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()).toMatchObject({ loading: false, state: 'live' }));
    return store;
  };
  const ids = (rows: readonly { id: string }[] = []) => rows.map(({ id }) => id);

  test('are those of REST, and go on with the room', async () => {
    listed([order('1'), order('2', { state: 'filled' })], [fill('1')]);
    const store = await open();
    expect(ids(store.get()?.open)).toEqual(['1']);
    expect(ids(store.get()?.done)).toEqual(['2']);
    tell('order_update', { order: order('3', { state: 'pending' }) });
    tell('order_update', { order: order('1', { state: 'filled', updated: '2026-11-27T07:01Z' }) });
    tell('fill', { fill: fill('2') });
    tell('fill', { fill: fill('2') });
    await vi.waitFor(() => expect(ids(store.get()?.open)).toEqual(['3']));
    expect(ids(store.get()?.done)).toEqual(['2', '1']);
    expect(ids(store.get()?.fills)).toEqual(['2', '1']);
  });

  test('never go back to what was before, however late an answer is', async () => {
    listed([order('1')]);
    const store = await open();
    let answer = (_: object) => {};
    answers[`${ORDERS}all`] = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const before = asked.length;
    server.restart();
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(before));
    await vi.waitFor(() => expect(store.get()?.state).toBe('live'));
    tell('order_update', { order: order('1', { state: 'filled', updated: '2026-11-27T07:02Z' }) });
    tell('order_update', { order: order('5', { updated: '2026-11-27T07:02Z' }) });
    await vi.waitFor(() => expect(ids(store.get()?.open)).toEqual(['5']));
    answer({ orders: [order('1'), order('7')] });
    await vi.waitFor(() => expect(ids(store.get()?.open)).toContain('7'));
    expect(ids(store.get()?.open)).toEqual(['7', '5']);
    expect(ids(store.get()?.done)).toEqual(['1']);
  });

  test('that REST does not name any more after a loss are gone', async () => {
    listed([order('1')]);
    const store = await open();
    listed([order('2')]);
    server.restart();
    await vi.waitFor(() => expect(ids(store.get()?.open)).toEqual(['2']));
  });

  test('are forgotten with the account that was reset', async () => {
    listed([order('1', { state: 'filled' })], [fill('1')]);
    const store = await open();
    listed([]);
    tell('portfolio_update', { positions: [{}], realised: '0', today: '0' });
    expect(ids(store.get()?.done)).toEqual(['1']);
    tell('portfolio_update', { positions: [], realised: '0', today: '0' });
    await vi.waitFor(() => expect(store.get()).toMatchObject({ done: [], fills: [] }));
  });

  test('say why there are none', async () => {
    answers = {};
    const store = orders(client, 'me');
    store.subscribe(() => {});
    await vi.waitFor(() => expect(store.get()).toMatchObject({ loading: false, open: [] }));
    expect(store.get()?.error).toContain('/api/v1/trading/');
  });
});

describe('the portfolio', () => {
  const held: Portfolio = {
    ...{ user: 'me', paper: true, currency: 'USDT', cash: '900', equity: '1000', realised: '0' },
    ...{ unrealised: '-2', today: '0', balances: [], timestamp: '2026-11-27T07:00:00Z' },
    positions: [
      {
        ...{ exchange: 'x', symbol: 'A/B', native: 'AB', quantity: '2', average_price: '50.5' },
        ...{ mark: '50', value: '100', unrealised: '-1', realised: '0' },
      },
    ],
    holdings: [
      { token_mint: 'So1', symbol: 'SO', amount: '10', price: '0.5', value: '5', unrealised: '-1' },
    ],
  };
  const open = async () => {
    answers = { '/api/v1/portfolio': () => held };
    const store = portfolio(client, 'me');
    store.subscribe(() => {});
    await client.connect();
    await vi.waitFor(() => expect(store.get()).toMatchObject({ loading: false, state: 'live' }));
    return store;
  };

  test('moves with the prices of what is held, exactly', async () => {
    const store = await open();
    server.publish('ticker.x.A/B', {
      ...{ type: 'ticker', exchange: 'x', symbol: 'A/B', native: 'AB', price: 50.1 },
      ...{ time_exchange: 1, time_received: 1, open: 50, high: 51, low: 49, volume: 1 },
    });
    await vi.waitFor(() => expect(store.get()?.portfolio?.equity).toBe('1000.2'));
    expect(store.get()?.portfolio).toMatchObject({ unrealised: '-1.8', today: '0.2', cash: '900' });
    expect(store.get()?.portfolio?.positions[0]).toMatchObject({
      ...{ mark: '50.1', value: '100.2', unrealised: '-0.8' },
    });
    server.publish('token_So1', { type: 'price_update', token_mint: 'So1', price: '0.6' });
    await vi.waitFor(() => expect(store.get()?.portfolio?.equity).toBe('1001.2'));
    expect(store.get()?.portfolio?.holdings[0]).toMatchObject({
      ...{ price: '0.6', value: '6', unrealised: '0' },
    });
    expect(store.get()?.portfolio?.unrealised).toBe('-0.8');
  });

  test('is what the room told last, whole, unless that is older', async () => {
    const store = await open();
    const news = { ...held, positions: [], holdings: [], cash: '1003', equity: '1003' };
    tell('portfolio_update', { ...news, timestamp: '2026-11-27T07:00:05Z' });
    await vi.waitFor(() => expect(store.get()?.portfolio?.cash).toBe('1003'));
    tell('portfolio_update', { ...held, timestamp: '2026-11-27T07:00:01Z' });
    expect(store.get()?.portfolio?.cash).toBe('1003');
  });

  test('is asked for again where the room told a part of it', async () => {
    const store = await open();
    answers = { '/api/v1/portfolio': () => ({ ...held, cash: '7', timestamp: '2026-11-28' }) };
    tell('portfolio_update', { user_id: 'me', cash: '7' });
    await vi.waitFor(() => expect(store.get()?.portfolio?.cash).toBe('7'));
  });
});
