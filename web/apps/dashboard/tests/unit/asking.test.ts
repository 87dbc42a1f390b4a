import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepAsking } from '../../src/asking.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Times of questions, in seconds from the first, when nothing is ever enough. */
async function timesOf(luck: number, seconds: number): Promise<number[]> {
  vi.spyOn(Math, 'random').mockReturnValue(luck);
  const start = Date.now();
  const times: number[] = [];
  const stop = keepAsking(
    async () => times.push((Date.now() - start) / 1000),
    () => false,
  );
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  stop();
  return times;
}

test('waits grow from one second to ten', async () => {
  expect(await timesOf(1, 40)).toEqual([0, 1, 3, 7, 15, 25, 35]);
});

test('chance makes waits shorter, but not shorter than a second', async () => {
  expect(await timesOf(0, 3)).toEqual([0, 1, 2, 3]);
  expect(await timesOf(0.5, 8)).toEqual([0, 1, 2.5, 5]);
});

test('an answer that is enough ends the questions', async () => {
  const ask = vi.fn(async () => 42);
  keepAsking(ask, (answer) => answer === 42, 500);
  expect(ask).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledOnce();
});

test('who stops asking hears no late answer', async () => {
  const heard = vi.fn(() => false);
  const stop = keepAsking(async (signal) => signal.aborted, heard);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(heard).not.toHaveBeenCalled();
});
