import type { ReadableStore } from '@radist/client';
import type { Bar, Candles } from '@radist/client/views';
import { useSyncExternalStore } from 'react';
import { useLanguage, useWords } from '../words/language.tsx';
import { secondsAt } from './bars.ts';
import { type Interval, secondsOf } from './intervals.ts';
import type { Prices } from './prices.ts';
import { Times } from './times.ts';
import { chartWords } from './words.ts';
import { Zone } from './zone.ts';

const ROWS = 100;
const DAY = 86_400;
const NONE: readonly Bar[] = [];

interface TableProps {
  readonly store: ReadableStore<Candles>;
  readonly symbol: string;
  readonly interval: Interval;
  readonly zone: string;
  readonly prices: Prices;
}

/** The last candles as numbers, newest first; renders when a candle is over. */
export function CandleTable({ store, symbol, interval, zone, prices }: TableProps) {
  const words = useWords(chartWords);
  const { locale } = useLanguage().words;
  const bars = useClosed(store);
  const times = new Times(locale, new Zone(zone), secondsOf(interval) >= DAY);
  return (
    <div className="scroll candle-table">
      <table>
        <caption className="unseen">
          {words.chart(symbol, interval)}. {words.lastBars(bars.length)}
        </caption>
        <thead>
          <tr>
            {[words.time, words.open, words.high, words.low, words.close, words.volume].map(
              (name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {bars.toReversed().map((bar) => (
            <tr key={bar.time_open}>
              <th scope="row">{times.full(secondsAt(bar))}</th>
              {[bar.open, bar.high, bar.low, bar.close].map((price, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: always the same four
                <td key={at}>{prices.price(price)}</td>
              ))}
              <td>{prices.size(bar.volume)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The last bars; another row only when another bar began. */
function useClosed(store: ReadableStore<Candles>): readonly Bar[] {
  const newest = () => store.get()?.bars.at(-1)?.time_open;
  useSyncExternalStore(store.subscribe, newest);
  return (store.get()?.bars ?? NONE).slice(-ROWS);
}
