import type { Condition, Ticker } from '@radist/client';

/** How far the price is from the level, in percent of the price: positive where the level is above. */
export function distanceOf(condition: Condition, ticker: Ticker): number | null {
  if (condition.type === 'all' || condition.type === 'any') {
    return nearest(condition.conditions.map((inner) => distanceOf(inner, ticker)));
  }
  if (!hasLevel(condition)) return null;
  const price = priceOf(condition.of ?? 'trade', ticker);
  return price ? (condition.level / price - 1) * 100 : null;
}

export type Levelled = Extract<Condition, { readonly level: number }>;

export function hasLevel(condition: Condition): condition is Levelled {
  return condition.type === 'crosses' || condition.type === 'above' || condition.type === 'below';
}

function nearest(distances: readonly (number | null)[]): number | null {
  const known = distances.filter((distance) => distance !== null);
  const [first] = known.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  return first ?? null;
}

/** The price that a condition looks at, as far as the ticker has it. */
function priceOf(of: string, { price, bid_price: bid, ask_price: ask }: Ticker): number | null {
  if (of === 'bid') return bid ?? null;
  if (of === 'ask') return ask ?? null;
  if (of === 'mid') return bid && ask ? (bid + ask) / 2 : null;
  return of === 'trade' ? price : null;
}
