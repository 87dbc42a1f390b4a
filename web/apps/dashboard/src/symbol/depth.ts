import type { Level } from '@radist/client';

/** Both sides of a book, best levels first. */
export interface Sides {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** What can be had up to a price, best price first. */
export interface Stair {
  readonly price: number;
  readonly total: number;
  readonly cost: number;
}

export interface Depth {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
  readonly bids: readonly Stair[];
  readonly asks: readonly Stair[];
  /** The highest stair. */
  readonly most: number;
}

/** Stairs of both sides as far as `percent` from the middle; null while a side is empty. */
export function depthOf({ bids, asks }: Sides, percent: number): Depth | null {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  if (bid === undefined || ask === undefined) return null;
  const middle = (bid + ask) / 2;
  const reach = (middle * percent) / 100;
  const [low, high] = [middle - reach, middle + reach];
  const depth = {
    bids: climb(bids, (price) => price >= low),
    asks: climb(asks, (price) => price <= high),
  };
  const most = Math.max(depth.bids.at(-1)?.total ?? 0, depth.asks.at(-1)?.total ?? 0);
  return { middle, low, high, ...depth, most };
}

function climb(levels: readonly Level[], within: (price: number) => boolean): Stair[] {
  const stairs: Stair[] = [];
  let [total, cost] = [0, 0];
  for (const [price, quantity] of levels) {
    if (!within(price)) break;
    total += quantity;
    cost += price * quantity;
    stairs.push({ price, total, cost });
  }
  return stairs;
}

/** What an order up to a price would get, and how far its mean price is from the middle, in percent. */
export interface Reading {
  readonly side: 'bids' | 'asks';
  readonly price: number;
  readonly total: number;
  readonly mean: number;
  readonly slippage: number;
}

export function readDepth(depth: Depth, price: number): Reading | null {
  const side = price < depth.middle ? 'bids' : 'asks';
  const reached = (stair: Stair) => (side === 'bids' ? stair.price >= price : stair.price <= price);
  const { total, cost } = depth[side].findLast(reached) ?? { total: 0, cost: 0 };
  if (total === 0) return null;
  const mean = cost / total;
  const slippage = (Math.abs(mean - depth.middle) / depth.middle) * 100;
  return { side, price, total, mean, slippage };
}
