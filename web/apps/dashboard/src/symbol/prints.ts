import type { Line } from './whole-tape.ts';

const LARGE = 10;
const ENOUGH = 20;

/** From this size on a trade is much larger than is usual here; null while too few are known. */
export function largeFrom(lines: readonly Line[]): number | null {
  const sizes = lines.flatMap(({ trade }) => (trade ? [trade.quantity] : []));
  if (sizes.length < ENOUGH) return null;
  sizes.sort((a, b) => a - b);
  return (sizes[sizes.length >> 1] ?? 0) * LARGE;
}

/** The lines to show: trades of at least this size, and all that says that some were missing. */
export function atLeast(lines: readonly Line[], least: number): readonly Line[] {
  if (least <= 0) return lines;
  return lines.filter(({ trade }) => trade === null || trade.quantity >= least);
}

/** Sizes for the filter: round numbers around what is usual here. */
export function filterSizes(lines: readonly Line[]): readonly number[] {
  const large = largeFrom(lines);
  if (!large) return [];
  const usual = 10 ** Math.floor(Math.log10(large / LARGE));
  return [usual, usual * 5, usual * 10, usual * 50, usual * 100];
}
