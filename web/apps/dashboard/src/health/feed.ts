import { type Answer, Poll, usePoll } from '../poll.ts';
import type { Gaps, Health } from './health.ts';

const DAY_US = 86_400 * 1e6;
/** Fifteen minutes while the strip asks every five seconds; six while this page does every two. */
const MOST_RATES = 180;

let rates: readonly number[] = [];

const health = new Poll<Health>(
  () => '/api/v1/health',
  ({ updates_per_second }) => {
    rates = [...rates.slice(1 - MOST_RATES), updates_per_second];
  },
);
const gaps = new Poll<Gaps>(() => `/api/v1/gaps?limit=1000&since=${Date.now() * 1000 - DAY_US}`);

/** How the exchanges are; asked for as long as somebody looks. */
export function useHealth(everyMs: number): Answer<Health> {
  return usePoll(health, everyMs);
}

/** The holes of the last 24 hours. */
export function useGaps(everyMs: number): Answer<Gaps> {
  return usePoll(gaps, everyMs);
}

export function askHealthAgain(): void {
  health.again();
  gaps.again();
}

/** Updates per second, the last answers since the page was opened. */
export function recentRates(): readonly number[] {
  return rates;
}
