import type { Entry } from './log.ts';

export const SPAN_MS = 24 * 3600 * 1000;

/** Something on a lane of 24 hours: where it begins and how long it is, as parts of the lane. */
export interface Mark {
  readonly entry: Entry;
  readonly at: number;
  readonly width: number;
}

/** What is drawn later hides what is beneath: what is lost for good is never hidden. */
const rank = ({ hole }: Entry) =>
  hole === 'lost' ? 2 : hole === null || hole === 'filled' ? 0 : 1;

/** What is longer is drawn first, so that what is short lies on it, but for what is missing. */
export function marksOf(entries: readonly Entry[], exchange: string, now: number): Mark[] {
  const begin = now - SPAN_MS;
  return entries
    .filter((entry) => entry.exchange === exchange && (entry.end ?? now) >= begin)
    .map((entry) => {
      const from = Math.max(begin, Math.min(now, entry.begin));
      const to = Math.max(from, Math.min(now, entry.end ?? now));
      return { entry, at: (from - begin) / SPAN_MS, width: (to - from) / SPAN_MS };
    })
    .sort((a, b) => rank(a.entry) - rank(b.entry) || b.width - a.width);
}

/** Where full hours of the reader's clock lie, every so many hours. */
export function hoursOf(
  now: number,
  every: number,
  offsetMinutes: number,
): { at: number; ms: number }[] {
  const stepMs = every * 3600 * 1000;
  const shiftMs = offsetMinutes * 60_000;
  const begin = now - SPAN_MS;
  const hours = [];
  for (let ms = Math.ceil((begin + shiftMs) / stepMs) * stepMs - shiftMs; ms < now; ms += stepMs) {
    hours.push({ at: (ms - begin) / SPAN_MS, ms });
  }
  return hours;
}
