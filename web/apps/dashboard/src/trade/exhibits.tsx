import type { Radist } from '@radist/client';
import type { LivePortfolio, Order, Orders, Portfolio } from '@radist/client/trading';
import { Money } from '@radist/client/trading';
import { RadistProvider } from '@radist/react';
import { TradingInterface } from '@radist/react/trading-interface';
import '@radist/react/styles.css';
import type { Exhibit } from '../gallery/exhibit.ts';
import { NOW } from '../gallery/noon.ts';
import { OrderTable, Positions } from './tables.tsx';
import { Ticket } from './ticket.tsx';
import './trade.css';
import type { Account } from './use-account.ts';
import { tradeWords } from './words.ts';

const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const market = { exchange: 'binance', symbol: 'BTC/USDT' };
const place = { ...market, native: 'BTCUSDT' };

const order: Order = {
  ...{ ...place, id: 'o_1', client_order_id: null, side: 'buy', type: 'limit', quantity: '0.015' },
  ...{
    quote: null,
    price: '66500',
    stop_price: null,
    state: 'open',
    filled: '0',
    average_price: null,
  },
  ...{
    fee: '0',
    fee_currency: 'USDT',
    slippage: null,
    reason: '',
    created: at(12),
    updated: at(12),
  },
};

const portfolio: Portfolio = {
  ...{ user: 'local', paper: true, currency: 'USDT', cash: '66460.29', equity: '100017.29' },
  ...{ realised: '-33.5', unrealised: '50.79', today: '17.29', timestamp: at(0) },
  balances: [
    { currency: 'USDT', total: '66460.29', available: '65462.79' },
    { currency: 'binance:BTC/USDT', total: '0.5', available: '0.5' },
  ],
  positions: [
    {
      ...{ ...place, quantity: '0.5', average_price: '67012.4', mark: '67114', value: '33557' },
      ...{ unrealised: '50.8', realised: '-33.5' },
    },
  ],
  holdings: [
    {
      ...{ token_mint: 'RadioWaves', symbol: 'RADIO', amount: '1200.5', price: '0.0000312' },
      ...{ value: '0.03745', unrealised: '-0.01' },
    },
  ],
};

const known = { loading: false, error: null, state: 'live' } as const;
const live: LivePortfolio = { portfolio, ...known };
const orders: Orders = {
  open: [order],
  done: [
    {
      ...order,
      ...{ id: 'o_3', side: 'sell', type: 'stop', state: 'rejected', price: null },
      ...{ stop_price: '64000', reason: 'the book is 12 s old', created: at(90) },
    },
  ],
  fills: [],
  ...known,
};
const account: Account = { user: 'local', orders, portfolio: live, state: { kind: 'live' } };

const heard = { ...place, time_exchange: NOW * 1000, time_received: NOW * 1000 };
const levels = (from: number, by: number) =>
  Array.from({ length: 10 }, (_, row) => [from + row * by, 0.4 + row * 0.1] as const);
const BOOK = {
  ...{ ...heard, type: 'book_snapshot', last_id: 1, live: true, stale: false },
  ...{ bids: levels(67113.9, -0.1), asks: levels(67114, 0.1) },
};
const TICKER = { ...heard, type: 'ticker', price: 67114, open: 66200, high: 67500, low: 66000 };
const TAPE = { lines: [], state: 'live', stale: false };
const RULES = { latency_ms: 50, maker_fee: '0.001', taker_fee: '0.001', stale_ms: 10_000 };
const ANSWERS: Record<string, object> = {
  '/api/v1/about': { user: 'local' },
  '/api/v1/trading/rules': RULES,
  '/api/v1/instruments': {
    instruments: [{ symbol: 'BTC/USDT', base: 'BTC', quote: 'USDT', quantity_step: 0.00001 }],
  },
};

const storeOf = (value: unknown) => ({ get: () => value, subscribe: () => () => {} });
const STORES = {
  book: storeOf(BOOK),
  ticker: storeOf(TICKER),
  orders: storeOf(orders),
  portfolio: storeOf(live),
  trades: storeOf(TAPE),
};
const named = (name: string) => {
  const found = Object.keys(STORES).find((each) => name.startsWith(each));
  return STORES[(found ?? 'trades') as keyof typeof STORES];
};

/** A client at whose node the account and the book stay as they are. */
const stillClient = {
  connect: async () => {},
  on: () => () => {},
  status: { state: 'live', since: NOW, attempt: 0, retryAt: null, ended: null, welcome: null },
  lastGap: null,
  store: named,
  derive: named,
  rest: {
    get: async (path: string) => ANSWERS[path] ?? {},
    post: async () => new Promise(() => {}),
  },
} as unknown as Radist;

const facts = {
  base: 'BTC',
  quote: 'USDT',
  step: Money.of('0.00001') ?? Money.ZERO,
  priceStep: Money.of('0.1') ?? Money.ZERO,
  fee: Money.of('0.001') ?? Money.ZERO,
};

const { en, ru } = tradeWords;
const name = (pick: (words: typeof en) => string) => ({ en: pick(en), ru: pick(ru) });

export const exhibits: readonly Exhibit[] = [
  {
    name: name((words) => words.ticket.title),
    Content: () => (
      <RadistProvider client={stillClient}>
        <Ticket market={market} facts={facts} account={account} />
      </RadistProvider>
    ),
  },
  {
    name: name((words) => words.tabs.positions),
    Content: () => <Positions account={account} />,
    wide: true,
  },
  {
    name: name((words) => words.tabs.orders),
    Content: () => <OrderTable account={account} />,
    wide: true,
  },
  {
    name: { en: '<TradingInterface>', ru: '<TradingInterface>' },
    Content: () => (
      <RadistProvider client={stillClient} exchange="binance">
        <TradingInterface symbol="BTC/USDT" depth={3} />
      </RadistProvider>
    ),
  },
];
