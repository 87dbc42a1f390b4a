import type { Key } from '@radist/client';
import { type Candles, candles } from '@radist/client/views';
import { useRadist } from '@radist/react';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { makeAlert } from '../alerts/wish.ts';
import { useKeys } from '../keys/use-keys.ts';
import { Panel } from '../panel/panel.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import './chart.css';
import { Chart, type ChartHandle } from './chart.tsx';
import type { Indicator } from './indicators.ts';
import { type Interval, stepInterval } from './intervals.ts';
import type { Prices } from './prices.ts';
import { Indicators, Intervals, ZoneName } from './toolbar.tsx';
import { useStateOf } from './use-state-of.ts';
import { type ChartWords, chartWords } from './words.ts';

export { Chart };

const CandleTable = lazy(() =>
  import('./table.tsx').then(({ CandleTable }) => ({ default: CandleTable })),
);

/** What the reader chose of a chart. */
export interface ChartChoice {
  readonly interval: Interval;
  readonly indicators: readonly Indicator[];
  readonly logarithmic: boolean;
}

interface ChartPanelProps {
  readonly market: Key;
  readonly prices: Prices;
  readonly zone: string;
  readonly choice: ChartChoice;
  onChoice(change: Partial<ChartChoice>): void;
}

/** The chart with its toolbar. */
export function ChartPanel({ market, prices, zone, choice, onChoice }: ChartPanelProps) {
  const words = useWords(chartWords);
  const { interval, indicators, logarithmic } = choice;
  const chart = useRef<ChartHandle>(null);
  const [table, showTable] = useState(false);
  const { store, state } = useCandleStore(market, interval);
  const common = useLanguage().words;
  const alertAt = (price: number | null) =>
    makeAlert(market, price === null ? null : prices.rounded(price));
  const step = (by: 1 | -1) => onChoice({ interval: stepInterval(interval, by) });
  useKeys(words.keys, [
    { keys: '[', label: words.shorter, run: () => step(-1) },
    { keys: ']', label: words.longer, run: () => step(1) },
    { keys: 'a', label: common.makeAlert, run: () => alertAt(chart.current?.price() ?? null) },
  ]);
  const name = `radist ${market.exchange} ${market.symbol} ${interval}`;
  const tools = (
    <Tools
      {...{ zone, choice, onChoice, table, showTable }}
      onSave={() => chart.current?.save(name)}
    />
  );
  const shared = { store, symbol: market.symbol, interval, prices, zone };

  return (
    <Panel title={words.keys} state={state} className="chart-panel" tools={tools}>
      {table ? (
        <Suspense>
          <CandleTable {...shared} />
        </Suspense>
      ) : (
        <Chart
          ref={chart}
          {...shared}
          indicators={indicators}
          logarithmic={logarithmic}
          onPrice={alertAt}
        />
      )}
    </Panel>
  );
}

interface ToolsProps extends Pick<ChartPanelProps, 'zone' | 'choice' | 'onChoice'> {
  readonly table: boolean;
  showTable(table: boolean): void;
  onSave(): void;
}

function Tools({ zone, choice, onChoice, table, showTable, onSave }: ToolsProps) {
  const words = useWords(chartWords);
  const { interval, indicators, logarithmic } = choice;
  return (
    <div className="chart-tools">
      <Intervals value={interval} onChange={(next) => onChoice({ interval: next })} />
      <Indicators chosen={indicators} onChange={(next) => onChoice({ indicators: next })} />
      <button
        type="button"
        className="button"
        aria-pressed={logarithmic}
        title={words.logTitle}
        onClick={() => onChoice({ logarithmic: !logarithmic })}
      >
        {words.log}
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={table}
        title={table ? words.asChart : words.asTable}
        onClick={() => showTable(!table)}
      >
        {words.table}
      </button>
      <button
        type="button"
        className="button"
        title={words.picture}
        disabled={table}
        onClick={onSave}
      >
        {words.png}
      </button>
      <ZoneName zone={zone} />
    </div>
  );
}

/** The candles of a market, and how far they can be believed. */
export function useCandleStore(market: Key, interval: Interval) {
  const words = useWords(chartWords);
  const store = candles(useRadist(), market, interval);
  const tell = useCallback((shown: Candles | undefined) => conditionOf(shown, words), [words]);
  return { store, state: useStateOf(store, tell) };
}

function conditionOf(shown: Candles | undefined, words: ChartWords) {
  const { bars = [], error = null, stale = false, loading = true } = shown ?? {};
  const newest = bars.at(-1);
  return {
    filled: newest !== undefined,
    gap: newest && error ? words.noHistory(error) : null,
    error: error && !loading ? { what: words.failed, code: error } : null,
    ageMs: stale && newest ? Math.max(1, Date.now() - newest.time_open / 1000) : null,
    staleAfterMs: 0,
  };
}
