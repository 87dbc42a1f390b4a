import type { ReadableStore } from '@radist/client';
import type { Candles } from '@radist/client/views';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useWords } from '../words/language.tsx';
import { secondsAt } from './bars.ts';
import { countdown } from './countdown.ts';
import { drawOn } from './draw-on.ts';
import { secondsOf } from './intervals.ts';
import { LegendPainter } from './legend.ts';
import type { ChartLink } from './link.ts';
import { Plot, type PlotView } from './plot.ts';
import { chartWords } from './words.ts';

const SECOND_MS = 1000;

/** A chart on the page, as far as others may touch it. */
export interface Shown {
  readonly plot: Plot;
  /** Puts the legend on a bar; null is the newest. */
  legend(at: number | null): void;
}

interface Hosts {
  readonly chart: RefObject<HTMLDivElement | null>;
  readonly legend: RefObject<HTMLDivElement | null>;
}

/** Draws what a store has of candles for as long as the view stays the same one. */
export function usePlot(
  hosts: Hosts,
  store: ReadableStore<Candles>,
  view: PlotView,
  { link, slow }: { readonly link: ChartLink | null; readonly slow: boolean },
): { shown: RefObject<Shown | null>; away: boolean; made: number } {
  const shown = useRef<Shown | null>(null);
  const [away, setAway] = useState(false);
  const [made, count] = useState(0);
  const words = useWords(chartWords);
  useEffect(() => {
    const [host, legendHost] = [hosts.chart.current, hosts.legend.current];
    if (!host || !legendHost) return;
    let hovered: number | null = null;
    const legend = (at: number | null) => {
      hovered = at;
      painter.write(plot, at ?? plot.bars.length - 1);
    };
    const plot = new Plot(host, view, {
      hover: (at) => {
        legend(at);
        const bar = at === null ? undefined : plot.bars[at];
        link?.hover(bar ? secondsAt(bar) : null);
      },
      range: (stretch) => link?.range(stretch),
      edge: () => void store.get()?.older(),
      away: setAway,
    });
    const painter = new LegendPainter(legendHost, view.prices, words);
    const draw = () => {
      plot.show(store.get()?.bars ?? []);
      legend(hovered);
    };
    shown.current = { plot, legend };
    count((times) => times + 1);
    const ends = [
      drawOn(store, slow ? 'slowChart' : 'chart', draw),
      tick(plot, view),
      measureOnResize(host, () => {
        painter.measure(plot);
        legend(hovered);
      }),
      link?.join(plot.follower, plot),
    ];
    return () => {
      for (const end of ends) end?.();
      shown.current = null;
      plot.remove();
    };
  }, [hosts, store, view, link, slow, words]);
  return { shown, away, made };
}

/** Writes once a second how long the newest bar has to go. */
function tick(plot: Plot, { interval, days, now }: PlotView): () => void {
  const write = () => {
    const newest = plot.bars.at(-1);
    if (newest) plot.countdown(countdown(secondsAt(newest) + secondsOf(interval) - now(), days));
  };
  write();
  const timer = setInterval(write, SECOND_MS);
  return () => clearInterval(timer);
}

/** Panes have their sizes one frame after the chart has its own. */
function measureOnResize(host: HTMLElement, measure: () => void): () => void {
  let frame = 0;
  const observer = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(measure);
  });
  for (const each of [host, ...host.querySelectorAll('tr')]) observer.observe(each);
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}
