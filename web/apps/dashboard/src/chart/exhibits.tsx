import type { Bar, Candles } from '@radist/client/views';
import { RadistProvider } from '@radist/react';
import { lazy, useMemo } from 'react';
import type { Exhibit } from '../gallery/exhibit.ts';
import { NOW, noonClient } from '../gallery/noon.ts';
import { useLanguage } from '../words/language.tsx';
import { Prices } from './prices.ts';

// The symbol page fetches the same file: another one would make that page larger.
const Chart = lazy(() => import('./chart-panel.tsx').then(({ Chart }) => ({ default: Chart })));

const MINUTE = 60_000;
const COUNT = 90;

/** Some came late, and some never. */
const isLate = (at: number) => at >= 30 && at < 38;
const isMissing = (at: number) => at >= 56 && at < 64;
const priceAt = (at: number) => 67_000 + 40 * Math.sin(at / 6) + 9 * Math.sin(at * 1.7);

function barOf(at: number): Bar {
  const [open, close] = [priceAt(at), priceAt(at + 1)];
  const time = (NOW - (COUNT - 1 - at) * MINUTE) * 1000;
  return {
    time_open: time,
    time_close: time + MINUTE * 1000 - 1,
    open,
    high: Math.max(open, close) + 3,
    low: Math.min(open, close) - 3,
    close,
    volume: 4 + ((at * 7) % 5),
    quote_volume: null,
    trades: null,
    is_closed: at < COUNT - 1,
    source: isLate(at) ? 'backfill' : 'live',
  };
}

const places = Array.from({ length: COUNT }, (_, at) => at);
const shown: Candles = {
  bars: places.filter((at) => !isMissing(at)).map(barOf),
  loading: false,
  error: null,
  more: false,
  older: async () => {},
  state: 'live',
  stale: false,
  gap: null,
};
const store = { get: () => shown, subscribe: () => () => {} };

function Candlesticks() {
  const { format } = useLanguage();
  const prices = useMemo(() => new Prices(format, 0.1, 0.001), [format]);
  return (
    <RadistProvider client={noonClient}>
      <Chart store={store} symbol="BTC/USDT" interval="1m" zone="UTC" prices={prices} />
    </RadistProvider>
  );
}

export const exhibits: readonly Exhibit[] = [
  { name: { en: 'Chart', ru: 'График' }, Content: Candlesticks },
];
