import { Kept, useKept } from '../memory.ts';

/** Columns beside the symbol and the star, in their order, each with its share of the width. */
const SHARES = {
  last: 1.05,
  change: 0.95,
  spark: 0.95,
  range: 1.1,
  bid: 1,
  ask: 1,
  spread: 0.75,
  volume: 1.15,
  funding: 0.85,
  interest: 0.85,
  age: 0.75,
};
export type Column = keyof typeof SHARES;
export const COLUMNS = Object.keys(SHARES) as Column[];

const USUAL: readonly Column[] = [
  ...(['last', 'change', 'spark', 'bid', 'ask', 'spread', 'volume', 'funding', 'age'] as const),
];
/** What only contracts have. */
const OF_CONTRACTS: readonly Column[] = ['funding', 'interest'];
/** What is left where there is less room. */
const NARROW: readonly Column[] = ['last', 'change', 'spark', 'volume', 'funding', 'age'];

const chosen = new Kept<readonly Column[]>('columns', (stored) => {
  const known = Array.isArray(stored) ? COLUMNS.filter((column) => stored.includes(column)) : USUAL;
  return known.length > 0 ? known : USUAL;
});

export function useChosenColumns(): readonly Column[] {
  return useKept(chosen);
}

export function toggleColumn(column: Column): void {
  const now = chosen.current();
  const next = now.includes(column) ? now.filter((known) => known !== column) : [...now, column];
  if (next.length > 0) chosen.set(next);
}

/** The columns to show of those chosen; funding only where there are contracts. */
export function shownColumns(chosen: readonly Column[], contracts: boolean): readonly Column[] {
  return contracts ? chosen : chosen.filter((column) => !OF_CONTRACTS.includes(column));
}

/** The grid of a row, for a wide page and for one with less room. */
export function gridOf(columns: readonly Column[]): { wide: string; narrow: string } {
  const grid = (some: readonly Column[]) =>
    ['minmax(0,1.4fr)', ...some.map((column) => `minmax(0,${SHARES[column]}fr)`), '32px'].join(' ');
  return { wide: grid(columns), narrow: grid(columns.filter(isNarrow)) };
}

export function isNarrow(column: Column): boolean {
  return NARROW.includes(column);
}
