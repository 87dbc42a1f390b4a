import type { BookDelta, BookSnapshot, Level, MarketEvent } from './events.ts';
import { Row } from './values.ts';

/** The book of a room as it is now. */
export interface Book extends BookSnapshot {
  /** False from a gap to the next snapshot: its levels are what was known before. */
  readonly live: boolean;
  /** The server said that it cannot be believed now. */
  readonly stale: boolean;
}

/** A snapshot and the deltas after it. That none is missing is the room's affair. */
export class BookRow extends Row {
  live = false;
  stale = false;
  private last: MarketEvent | null = null;
  private lastId = 0;
  private readonly bids = new Side(-1);
  private readonly asks = new Side(1);

  apply(event: BookSnapshot | BookDelta): void {
    if (event.type === 'book_snapshot') {
      this.bids.clear();
      this.asks.clear();
      this.live = true;
    } else if (!this.live) return;
    this.bids.set(event.bids);
    this.asks.set(event.asks);
    this.last = event;
    this.lastId = event.last_id;
  }

  picture(): Book | undefined {
    if (!this.last) return undefined;
    const { exchange, symbol, native, time_exchange, time_received } = this.last;
    return {
      type: 'book_snapshot',
      ...{ exchange, symbol, native, time_exchange, time_received },
      last_id: this.lastId,
      bids: this.bids.levels.slice(),
      asks: this.asks.levels.slice(),
      live: this.live,
      stale: this.stale,
    };
  }
}

/** Levels of one side, best first: `order` is 1 where lower prices are better. */
class Side {
  levels: Level[] = [];

  constructor(private readonly order: 1 | -1) {}

  clear(): void {
    this.levels = [];
  }

  set(levels: readonly Level[]): void {
    for (const level of levels) {
      const at = this.find(level[0]);
      const there = this.levels[at]?.[0] === level[0];
      if (level[1] === 0) {
        if (there) this.levels.splice(at, 1);
      } else this.levels.splice(at, there ? 1 : 0, level);
    }
  }

  /** The place of a price, or where it would be. */
  private find(price: number): number {
    const { levels, order } = this;
    let [low, high] = [0, levels.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (((levels[middle] as Level)[0] - price) * order < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
