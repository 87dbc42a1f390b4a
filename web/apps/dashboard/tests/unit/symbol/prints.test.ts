import { describe, expect, test } from 'vitest';
import { atLeast, filterSizes, largeFrom } from '../../../src/symbol/prints.ts';
import type { Line } from '../../../src/symbol/whole-tape.ts';

const line = (key: number, quantity: number) =>
  ({ key: `t${key}`, trade: { quantity }, hole: null }) as unknown as Line;
const hole = (key: number) => ({ key: `h${key}`, trade: null, hole: {} }) as Line;
const keys = (lines: readonly Line[]) => lines.map(({ key }) => key);

describe('the tape', () => {
  test('leaves out what is smaller than asked for, but never what is missing', () => {
    const lines = [line(4, 0.5), hole(3), line(2, 5), line(1, 1)];
    expect(keys(atLeast(lines, 1))).toEqual(['h3', 't2', 't1']);
    expect(atLeast(lines, 0)).toBe(lines);
  });

  test('finds large what is ten times the usual size', () => {
    const lines = Array.from({ length: 40 }, (_, at) => line(at, 0.2 + (at % 3) * 0.1));
    expect(largeFrom(lines)).toBeCloseTo(3);
    expect(largeFrom(lines.slice(0, 5))).toBeNull();
  });

  test('offers round sizes to filter by', () => {
    const lines = Array.from({ length: 40 }, (_, at) => line(at, 0.3));
    expect(filterSizes(lines).map((size) => Number(size.toFixed(6)))).toEqual([
      ...[0.1, 0.5, 1, 5, 10],
    ]);
    expect(filterSizes([hole(1)])).toEqual([]);
  });
});
