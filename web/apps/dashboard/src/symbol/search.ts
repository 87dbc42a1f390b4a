import type { SearchShape } from '../routing/router.ts';

export const TABS = ['chart', 'book', 'trades', 'depth', 'funding', 'info'] as const;

/** What the address of a symbol page says beside the symbol: `?i=1m&ind=ema20,rsi14&tz=UTC`. */
export interface SymbolSearch {
  readonly interval: string;
  readonly indicators: readonly string[];
  /** A time zone for this page alone; null is the one of the settings. */
  readonly zone: string | null;
  readonly tab: (typeof TABS)[number] | null;
}

export const symbolSearch: SearchShape<SymbolSearch> = {
  read: (query) => ({
    interval: query.get('i') || '1m',
    indicators: (query.get('ind') ?? '').split(',').filter(Boolean),
    zone: query.get('tz'),
    tab: TABS.find((tab) => tab === query.get('tab')) ?? null,
  }),
  write: ({ interval, indicators, zone, tab }) => ({
    i: interval === '1m' ? '' : interval,
    ind: indicators.join(','),
    tz: zone ?? '',
    tab: tab ?? '',
  }),
};
