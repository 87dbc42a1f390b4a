import { type Interval, isInterval } from '../chart/intervals.ts';
import type { SearchShape } from '../routing/router.ts';

export const TABS = ['positions', 'orders', 'fills', 'balances', 'equity', 'book'] as const;
export type Tab = (typeof TABS)[number];
export const SPANS = ['1d', '1w', '1m', 'all'] as const;
export type Span = (typeof SPANS)[number];

/** What the address of the page says: `/trade?exchange=binance&symbol=BTC/USDT&tab=fills`. */
export interface TradeSearch {
  /** Empty is what was looked at last. */
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
  readonly tab: Tab;
  readonly span: Span;
}

export const tradeSearch: SearchShape<TradeSearch> = {
  read: (query) => {
    const interval = query.get('i');
    return {
      exchange: query.get('exchange') ?? '',
      symbol: query.get('symbol') ?? '',
      interval: isInterval(interval) ? interval : '1m',
      tab: TABS.find((tab) => tab === query.get('tab')) ?? 'positions',
      span: SPANS.find((span) => span === query.get('span')) ?? '1d',
    };
  },
  write: ({ exchange, symbol, interval, tab, span }) => ({
    exchange,
    symbol,
    i: interval === '1m' ? '' : interval,
    tab: tab === 'positions' ? '' : tab,
    span: span === '1d' ? '' : span,
  }),
};
