import type { Ticker } from '@radist/client';
import { expect, test } from 'vitest';
import { distanceOf } from '../../../src/alerts/distance.ts';

const ticker = { price: 100, bid_price: 99, ask_price: 101 } as Ticker;
const above = (level: number, of?: 'bid' | 'mid' | 'mark') =>
  ({ type: 'above', level, ...(of ? { of } : {}) }) as const;

test('a level is so many percent of the price away, up or down', () => {
  expect(distanceOf(above(104), ticker)).toBeCloseTo(4);
  expect(distanceOf({ type: 'crosses', level: 95 }, ticker)).toBeCloseTo(-5);
  expect(distanceOf({ type: 'below', level: 100 }, ticker)).toBe(0);
});

test('it is measured from the price that is looked at, if that is known', () => {
  expect(distanceOf(above(99, 'bid'), ticker)).toBe(0);
  expect(distanceOf(above(100, 'mid'), ticker)).toBe(0);
  expect(distanceOf(above(100, 'mark'), ticker)).toBeNull();
  expect(distanceOf(above(99, 'bid'), { price: 100 } as Ticker)).toBeNull();
});

test('of several the nearest counts, and what has no level has no distance', () => {
  const gap = { type: 'gap' } as const;
  expect(distanceOf(gap, ticker)).toBeNull();
  const conditions = [gap, above(110), { type: 'any', conditions: [above(98), gap] }] as const;
  expect(distanceOf({ type: 'all', conditions }, ticker)).toBeCloseTo(-2);
  expect(distanceOf({ type: 'all', conditions: [gap, gap] }, ticker)).toBeNull();
});
