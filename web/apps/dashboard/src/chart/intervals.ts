const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds of each interval that a chart offers. */
const SECONDS = {
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '1w': 7 * DAY,
} as const;

export type Interval = keyof typeof SECONDS;

export const INTERVALS = Object.keys(SECONDS) as readonly Interval[];
/** Those that have a button of their own; the others are in the menu. */
export const USUAL: readonly Interval[] = ['1m', '5m', '15m', '1h', '4h', '1d'];

export function isInterval(text: unknown): text is Interval {
  return typeof text === 'string' && Object.hasOwn(SECONDS, text);
}

export function secondsOf(interval: Interval): number {
  return SECONDS[interval];
}

/** The next longer (+1) or shorter (−1) interval; the last one stays itself. */
export function stepInterval(interval: Interval, by: 1 | -1): Interval {
  return INTERVALS[INTERVALS.indexOf(interval) + by] ?? interval;
}
