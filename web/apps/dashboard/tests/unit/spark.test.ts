import { expect, test } from 'vitest';
import { endOf, sparkPath } from '../../src/spark.tsx';

test('a line goes from edge to edge and from the lowest to the highest', () => {
  expect(sparkPath([1, 3, 2], 24, 12)).toBe('M2.0 10.0L12.0 2.0L22.0 6.0');
  expect(endOf('M2.0 10.0L12.0 2.0L22.0 6.0')).toEqual({ cx: '22.0', cy: '6.0' });
});

test('what does not move is a line in the middle', () => {
  expect(sparkPath([5, 5], 24, 12)).toBe('M2.0 6.0L22.0 6.0');
});

test('of fewer than two values there is no line, and no dot', () => {
  expect(sparkPath([5], 24, 12)).toBe('');
  expect(sparkPath([Number.NaN, 5], 24, 12)).toBe('');
  expect(endOf('')).toEqual({ cx: '-9', cy: '-9' });
});
