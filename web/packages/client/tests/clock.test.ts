import { afterEach, expect, test, vi } from 'vitest';
import { backoffMs } from '../src/backoff.ts';
import { Clock } from '../src/clock.ts';

afterEach(() => vi.restoreAllMocks());

test('latency is the median of the last five round trips', () => {
  const clock = new Clock();
  [900, 10, 30, 20, 500, 40].forEach((trip, id) => {
    clock.pinged(id, 0);
    clock.ponged(id, trip);
  });
  expect(clock.latencyMs).toBe(30);
});

test('an answer that was never asked for is no sample', () => {
  const clock = new Clock();
  clock.ponged(7, 100);
  expect(clock.latencyMs).toBeNull();
});

test('skew is taken from the sample that travelled least', () => {
  const clock = new Clock();
  clock.told('2025-12-25T12:00:00.000Z', Date.parse('2025-12-25T12:00:00.400Z'));
  clock.told('2025-12-25T12:00:10.000Z', Date.parse('2025-12-25T12:00:10.020Z'));
  clock.told('nonsense', 0);
  expect(clock.skewMs).toBe(-20);
});

test('the wait before a retry doubles to its ceiling and is jittered over its whole length', () => {
  const limits = { minMs: 300, maxMs: 15_000 };
  vi.spyOn(Math, 'random').mockReturnValue(0);
  expect([1, 5, 50].map((attempt) => backoffMs(limits, attempt))).toEqual([300, 300, 300]);
  vi.spyOn(Math, 'random').mockReturnValue(1);
  expect([1, 2, 3, 50].map((attempt) => backoffMs(limits, attempt))).toEqual([
    600, 1200, 2400, 15_000,
  ]);
});
