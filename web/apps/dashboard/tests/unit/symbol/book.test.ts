import { describe, expect, test } from 'vitest';
import { depthOf, readDepth } from '../../../src/symbol/depth.ts';
import { isMultiple, longest, stepMultiple } from '../../../src/symbol/grouping.ts';

const book = {
  bids: [
    [99.9, 1],
    [99.8, 2],
    [99.4, 4],
  ],
  asks: [
    [100.1, 1],
    [100.2, 3],
    [100.7, 5],
  ],
} as const;

describe('the ladder', () => {
  test('has five groupings, and stays at the ends', () => {
    expect([stepMultiple(1, 1), stepMultiple(1, -1), stepMultiple(100, 1)]).toEqual([5, 1, 100]);
    expect([5, 7, '5'].map(isMultiple)).toEqual([true, false, false]);
  });

  test('measures its bars by the longest', () => {
    const bids = [{ quantity: 4, total: 4 }];
    const asks = [
      { quantity: 3, total: 3 },
      { quantity: 2, total: 5 },
    ];
    expect([longest({ bids, asks }, false), longest({ bids, asks }, true)]).toEqual([4, 5]);
    expect(longest({ bids: [], asks: [] }, true)).toBe(0);
  });
});

describe('the depth', () => {
  test('has stairs as far as it reaches', () => {
    const depth = depthOf(book, 0.5);
    expect(depth?.bids.map(({ total }) => total)).toEqual([1, 3]);
    expect(depth?.asks.map(({ total }) => total)).toEqual([1, 4]);
    expect(depth?.most).toBe(4);
    expect(depthOf(book, 2)?.asks.at(-1)?.total).toBe(9);
  });

  test('reads what an order up to a price would get, and how far that is from the middle', () => {
    const depth = depthOf(book, 2);
    const reading = depth && readDepth(depth, 100.5);
    expect(reading).toMatchObject({ side: 'asks', price: 100.5, total: 4 });
    expect(reading?.mean).toBeCloseTo(100.175);
    expect(reading?.slippage).toBeCloseTo(0.175);
    expect(depth && readDepth(depth, 99.6)).toMatchObject({ side: 'bids', total: 3 });
    expect(depth && readDepth(depth, 100.05)).toBeNull();
  });

  test('of one side alone is none', () => {
    expect(depthOf({ ...book, asks: [] }, 2)).toBeNull();
  });
});
