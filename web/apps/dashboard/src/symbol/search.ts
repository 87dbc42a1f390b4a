import { type Indicator, parseIndicators, writeIndicators } from '../chart/indicators.ts';
import { type Interval, isInterval } from '../chart/intervals.ts';
import { isZone } from '../chart/zone.ts';
import type { SearchShape } from '../routing/router.ts';

export const TABS = ['chart', 'book', 'trades', 'depth', 'funding', 'facts'] as const;
export type Tab = (typeof TABS)[number];

/** What the address of a symbol page says beside the symbol: `?i=1m&ind=ema20,rsi14&tz=UTC`. */
export interface SymbolSearch {
  readonly interval: Interval;
  readonly indicators: readonly Indicator[];
  /** A time zone for this page alone; null is the one of the settings. */
  readonly zone: string | null;
  readonly logarithmic: boolean;
  readonly tab: Tab | null;
}

export const symbolSearch: SearchShape<SymbolSearch> = {
  read: (query) => {
    const [interval, zone] = [query.get('i'), query.get('tz')];
    return {
      interval: isInterval(interval) ? interval : '1m',
      indicators: parseIndicators(query.get('ind') ?? ''),
      zone: isZone(zone) ? zone : null,
      logarithmic: query.get('scale') === 'log',
      tab: TABS.find((tab) => tab === query.get('tab')) ?? null,
    };
  },
  write: ({ interval, indicators, zone, logarithmic, tab }) => ({
    i: interval === '1m' ? '' : interval,
    ind: writeIndicators(indicators),
    tz: zone ?? '',
    scale: logarithmic ? 'log' : '',
    tab: tab ?? '',
  }),
};
