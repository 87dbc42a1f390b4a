import type { Bar } from '@radist/client/views';
import { type Interval, secondsOf } from './intervals.ts';

/** Times without bars, or bars that were fetched again after a loss. Seconds, the end exclusive. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly kind: 'missing' | 'backfilled';
}

export const secondsAt = ({ time_open }: Pick<Bar, 'time_open'>): number =>
  Math.floor(time_open / 1e6);

/**
 * From which bar on the newer row differs, where all of that is at its end: what is drawn can be
 * gone on with. Null where it has to be drawn anew.
 */
export function tailOf(before: readonly Bar[], after: readonly Bar[]): number | null {
  if (before.length === 0 || after.length < before.length) return null;
  let same = 0;
  while (same < before.length && before[same] === after[same]) same += 1;
  // The library takes no news of a bar before the newest that it has.
  if (same < before.length - 1) return null;
  return before[same]?.time_open === after[same]?.time_open || same === before.length ? same : null;
}

/**
 * Where bars are missing between others, and which came by backfill. What is older than all that
 * was heard live is history, and no repair.
 */
export function bandsOf(bars: readonly Bar[], interval: Interval): readonly Band[] {
  const seconds = secondsOf(interval);
  const bands: Band[] = [];
  const add = (from: number, to: number, kind: Band['kind']) => {
    const last = bands.at(-1);
    if (last?.kind === kind && last.to === from) bands[bands.length - 1] = { ...last, to };
    else bands.push({ from, to, kind });
  };
  const firstLive = bars.findIndex(({ source }) => source === 'live');
  let due: number | null = null;
  bars.forEach((bar, at) => {
    const time = secondsAt(bar);
    if (due !== null && time > due) add(due, time, 'missing');
    due = time + seconds;
    if (bar.source === 'backfill' && firstLive >= 0 && at > firstLive) add(time, due, 'backfilled');
  });
  return bands;
}

/** The index of the last bar that began at `time` (seconds) or before it; −1 where all are later. */
export function barAt(bars: readonly Bar[], time: number): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (secondsAt(bars[middle] as Bar) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The server is not trusted to send numbers that can be drawn. */
export function isSound({ time_open, open, high, low, close, volume }: Bar): boolean {
  return [time_open, open, high, low, close, volume].every(Number.isFinite);
}
