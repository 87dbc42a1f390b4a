import { expect, test } from 'vitest';
import { drawdownOf, lineOf, type Point } from '../../../src/trade/curve.ts';

const points: readonly Point[] = [
  [0, 100],
  [10, 120],
  [20, 90],
  [40, 130],
];

test('a drawdown is how far it is to the highest before, never above it', () => {
  expect(drawdownOf(points).map(([, part]) => part)).toEqual([0, 0, -0.25, 0]);
});

test('a line goes through the box from edge to edge, in time and not in steps', () => {
  expect(lineOf(points, 80, 40)).toBe('M0.0 30.0L20.0 10.0L40.0 40.0L80.0 0.0');
  expect(
    lineOf(
      [
        [0, 5],
        [1, 5],
      ],
      10,
      4,
    ),
  ).toBe('M0.0 2.0L10.0 2.0');
  expect(lineOf(points.slice(0, 1), 10, 4)).toBe('');
});
