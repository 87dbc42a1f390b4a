import { useTickerField } from '@radist/react';
import { lazy, Suspense, useEffect } from 'react';
import { usePrices } from '../../chart/use-prices.ts';
import { useInstrument } from '../../instruments.ts';
import type { PartProps } from './editor-form.tsx';

const LevelChart = lazy(() =>
  import('./level-chart.tsx').then(({ LevelChart }) => ({ default: LevelChart })),
);

/** The level on a chart, to be dragged; a level that nobody chose is the price of now. */
export function LevelPart({ draft, onChange }: PartProps) {
  const { exchange, symbol, condition } = draft;
  const market = { exchange, symbol };
  const prices = usePrices(market, useInstrument(market));
  const price = useTickerField(market, 'price', { maxFps: 1 });
  const { level = '' } = condition.values;
  const put = (next: number) => {
    const values = { ...condition.values, level: String(prices?.rounded(next) ?? next) };
    onChange({ ...draft, condition: { ...condition, values } });
  };
  const known = price !== undefined && prices !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each market, not as it moves
  useEffect(() => {
    if (level === '' && known) put(price);
  }, [exchange, symbol, known]);
  if (!prices) return null;
  return (
    <Suspense fallback={<div className="level-chart" aria-busy="true" />}>
      <LevelChart
        key={`${exchange} ${symbol}`}
        market={market}
        prices={prices}
        level={level === '' ? null : Number(level)}
        onLevel={put}
      />
    </Suspense>
  );
}
