/** How many price steps one row of the ladder stands for. */
export const MULTIPLES = [1, 5, 10, 50, 100] as const;
export type Multiple = (typeof MULTIPLES)[number];

export function isMultiple(value: unknown): value is Multiple {
  return MULTIPLES.includes(value as Multiple);
}

/** The next coarser (+1) or finer (−1) grouping; the last one stays itself. */
export function stepMultiple(multiple: Multiple, by: 1 | -1): Multiple {
  return MULTIPLES[MULTIPLES.indexOf(multiple) + by] ?? multiple;
}

interface Rung {
  readonly quantity: number;
  readonly total: number;
}

/** The longest bar of a ladder: of its quantities, or of its totals where these are shown. */
export function longest(
  { bids, asks }: { readonly bids: readonly Rung[]; readonly asks: readonly Rung[] },
  cumulative: boolean,
): number {
  let most = 0;
  for (const side of [bids, asks]) {
    for (const { quantity, total } of side) most = Math.max(most, cumulative ? total : quantity);
  }
  return most;
}
