import type { ReadableStore } from '@radist/client';
import type { Candles } from '@radist/client/views';
import { useRadist } from '@radist/react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTokens } from '../looks.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { type Band, secondsAt } from './bars.ts';
import type { Indicator } from './indicators.ts';
import type { Interval } from './intervals.ts';
import type { ChartLink } from './link.ts';
import type { Plot, PlotView } from './plot.ts';
import type { Prices } from './prices.ts';
import type { Times } from './times.ts';
import { type Shown, usePlot } from './use-plot.ts';
import { type ChartWords, chartWords } from './words.ts';

export interface ChartHandle {
  now(): void;
  /** The price that the reader points at. */
  price(): number | null;
  save(name: string): void;
}

export interface ChartProps {
  readonly ref?: Ref<ChartHandle>;
  readonly store: ReadableStore<Candles>;
  readonly symbol: string;
  readonly interval: Interval;
  readonly prices: Prices;
  readonly zone: string;
  readonly indicators?: readonly Indicator[];
  readonly logarithmic?: boolean;
  /** Without panes there is the price alone. */
  readonly panes?: boolean;
  readonly link?: ChartLink | null;
  /** One of many: drawn five times a second. */
  readonly slow?: boolean;
  /** The reader asked, by a right click or its key, for something at a price. */
  onPrice?(price: number): void;
}

const NONE: readonly Indicator[] = [];

/** Candles with all that is drawn on them. */
export function Chart({ ref, store, symbol, interval, link = null, onPrice, ...look }: ChartProps) {
  const { prices, zone, indicators = NONE, logarithmic = false, panes = true, slow = false } = look;
  const words = useWords(chartWords);
  const view = useView(interval, zone, prices, panes);
  const [chart, legend] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const hosts = useMemo(() => ({ chart, legend }), [chart, legend]);
  const { shown, away, made } = usePlot(hosts, store, view, { link, slow });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plot has to be told again
  useEffect(() => void shown.current?.plot.choose(indicators), [made, indicators]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plot has to be told again
  useEffect(() => shown.current?.plot.scale(logarithmic), [made, logarithmic]);
  const now = () => shown.current?.plot.now();
  const price = () => shown.current?.plot.pointed ?? null;
  useImperativeHandle(ref, () => ({
    now,
    price,
    save: (name) => {
      const picture = shown.current?.plot.picture();
      if (picture) void import('./save.ts').then(({ savePicture }) => savePicture(picture, name));
    },
  }));
  const [spoken, walk] = useWalk(shown, prices, words);
  return (
    <div className="chart">
      <div
        ref={chart}
        className="chart-canvas"
        role="application"
        aria-label={words.chart(symbol, interval)}
        aria-description={words.walk}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk its candles
        tabIndex={0}
        onKeyDown={walk}
        onContextMenu={onPrice && ((event) => askAt(event, shown.current?.plot, onPrice))}
        onBlur={() => {
          shown.current?.plot.point(null);
          shown.current?.legend(null);
        }}
      />
      <div ref={legend} className="legend" aria-hidden="true" />
      <div className="unseen" aria-live="polite">
        {spoken}
      </div>
      {away && (
        <button type="button" className="button now" title={words.nowTitle} onClick={now}>
          {words.now} →
        </button>
      )}
    </div>
  );
}

/** Of a key there is no place: it means the bar that was walked to. */
function askAt(event: MouseEvent, plot: Plot | undefined, ask: (price: number) => void): void {
  const price = event.button === 2 ? plot?.priceAt(event.clientY) : plot?.pointed;
  if (price == null || !(price > 0)) return;
  event.preventDefault();
  ask(price);
}

/** Another object only when the chart has to be made anew. */
function useView(interval: Interval, zone: string, prices: Prices, panes: boolean): PlotView {
  const tokens = useTokens();
  const client = useRadist();
  const words = useWords(chartWords);
  const { locale, unit } = useLanguage().words;
  return useMemo(() => {
    const label = ({ kind, from, to }: Band, times: Times) =>
      words[kind](times.short(from), times.short(to));
    const now = () => (Date.now() + (client.clockSkewMs ?? 0)) / 1000;
    const days = (count: number) => `${count} ${unit.day}`;
    return { interval, zone, locale, tokens, prices, panes, label, now, days };
  }, [interval, zone, locale, unit, tokens, prices, panes, words, client]);
}

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  PageUp: (at) => at - 20,
  PageDown: (at) => at + 20,
  Home: () => 0,
  End: (_, last) => last,
};

/** Walks the bars by keyboard, and says what is there. */
function useWalk(
  shown: { readonly current: Shown | null },
  prices: Prices,
  words: ChartWords,
): [spoken: string, walk: (event: KeyboardEvent) => void] {
  const [spoken, speak] = useState('');
  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const { plot } = shown.current ?? {};
    if (!step || !plot || plot.bars.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const last = plot.bars.length - 1;
    const from = plot.hovered ?? (event.key === 'ArrowLeft' ? last + 1 : last);
    const at = Math.min(last, Math.max(0, step(from, last)));
    plot.point(at, true);
    shown.current?.legend(at);
    speak(sayBar(plot, at, prices, words));
  };
  return [spoken, walk];
}

function sayBar(plot: Plot, at: number, prices: Prices, words: ChartWords): string {
  const bar = plot.bars[at];
  if (!bar) return '';
  const four = [bar.open, bar.high, bar.low, bar.close].map((price) => prices.price(price));
  return words.spoken(plot.times.full(secondsAt(bar)), four, prices.compact(bar.volume));
}
