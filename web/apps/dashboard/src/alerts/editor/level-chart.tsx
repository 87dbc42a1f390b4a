import type { Key } from '@radist/client';
import { candles } from '@radist/client/views';
import { useRadist } from '@radist/react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { drawOn } from '../../chart/draw-on.ts';
import type { Prices } from '../../chart/prices.ts';
import { useTokens } from '../../looks.ts';
import { useWords } from '../../words/language.tsx';
import { alertWords } from '../words.ts';
import { LevelPlot } from './level-plot.ts';

const INTERVAL = '15m';
/** How far a key moves the level: a fraction of it. */
const STEPS: Record<string, number> = {
  ArrowUp: 0.001,
  ArrowDown: -0.001,
  PageUp: 0.01,
  PageDown: -0.01,
};

interface LevelChartProps {
  readonly market: Key;
  readonly prices: Prices;
  readonly level: number | null;
  onLevel(level: number): void;
}

/** The last candles of a market with a line at the level, which a pointer drags and keys move. */
export function LevelChart({ market, prices, level, onLevel }: LevelChartProps) {
  const { editor } = useWords(alertWords);
  const host = useRef<HTMLDivElement>(null);
  const plot = usePlot(host, market, prices, onLevel);
  useEffect(() => plot.current?.level(level));
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || level === null) return;
    event.preventDefault();
    const least = Math.max(prices.step, 0);
    const by = Math.max(Math.abs(level * step), least);
    onLevel(level + Math.sign(step) * by);
  };
  return (
    <div className="level-chart" title={editor.drag}>
      <div ref={host} className="level-plot" />
      <div
        className="level-slider"
        role="slider"
        tabIndex={0}
        aria-label={editor.drag}
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={level === null ? 0 : level * 2}
        aria-valuenow={level ?? 0}
        aria-valuetext={editor.level(prices.price(level))}
        onKeyDown={press}
      />
    </div>
  );
}

function usePlot(
  host: { readonly current: HTMLElement | null },
  market: Key,
  prices: Prices,
  onLevel: (level: number) => void,
) {
  const client = useRadist();
  const tokens = useTokens();
  const { exchange, symbol } = market;
  const plot = useRef<LevelPlot | null>(null);
  const tell = useRef(onLevel);
  useEffect(() => {
    tell.current = onLevel;
  });
  useEffect(() => {
    if (!host.current) return;
    const store = candles(client, { exchange, symbol }, INTERVAL);
    const made = new LevelPlot(host.current, tokens, prices, (level) => tell.current(level));
    plot.current = made;
    const end = drawOn(store, 'slowChart', () => made.show(store.get()?.bars ?? []));
    return () => {
      end();
      plot.current = null;
      made.remove();
    };
  }, [client, exchange, symbol, tokens, prices, host]);
  return plot;
}
