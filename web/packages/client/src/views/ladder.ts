import type { Book } from '../book.ts';
import type { Level } from '../events.ts';

/** A step of the ladder: what is there, and together with all better ones. */
export interface Rung {
  readonly price: number;
  readonly quantity: number;
  readonly total: number;
}

/** A book as people read it. */
export interface Ladder {
  /** Best first, as are asks. */
  readonly bids: readonly Rung[];
  readonly asks: readonly Rung[];
  readonly spread: number | null;
  readonly mid: number | null;
  /** False from a gap to the next snapshot. */
  readonly live: boolean;
  readonly stale: boolean;
  readonly lastId: number;
  /** Of the last change, by the exchange's clock or else the node's; microseconds. */
  readonly time: number;
}

export interface LadderOptions {
  /** Rungs of a side: 20 unless told otherwise. */
  readonly depth?: number;
  /** Width of a rung: 0.5 puts together what is within half a unit; every price unless told. */
  readonly group?: number;
}

/** The best rungs of a book: bids are rounded down to `group`, asks up, so that neither looks better. */
export function ladder(book: Book, { depth = 20, group = 0 }: LadderOptions = {}): Ladder {
  const [bid, ask] = [book.bids[0]?.[0], book.asks[0]?.[0]];
  const both = bid !== undefined && ask !== undefined;
  return {
    bids: rungs(book.bids, depth, group, Math.floor),
    asks: rungs(book.asks, depth, group, Math.ceil),
    spread: both ? ask - bid : null,
    mid: both ? (ask + bid) / 2 : null,
    live: book.live,
    stale: book.stale,
    lastId: book.last_id,
    time: book.time_exchange ?? book.time_received,
  };
}

type Round = (value: number) => number;

function rungs(levels: readonly Level[], depth: number, group: number, round: Round): Rung[] {
  const found: { price: number; quantity: number; total: number }[] = [];
  let total = 0;
  for (const [exact, quantity] of levels) {
    const price = group ? grouped(exact, group, round) : exact;
    const last = found.at(-1);
    if (last?.price === price) {
      last.quantity += quantity;
      total += quantity;
      last.total = total;
      continue;
    }
    if (found.length === depth) break;
    total += quantity;
    found.push({ price, quantity, total });
  }
  return found;
}

/** 0.1 is no exact number, so a price that is a multiple of `group` must not fall to the next. */
function grouped(price: number, group: number, round: Round): number {
  const steps = price / group;
  const nearest = Math.round(steps);
  const whole = Math.abs(steps - nearest) < 1e-6 ? nearest : round(steps);
  return Number((whole * group).toPrecision(12));
}
