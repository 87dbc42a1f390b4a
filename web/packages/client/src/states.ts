import { BookRow } from './book.ts';
import type { BookDelta, BookSnapshot, MarketEvent } from './events.ts';
import type { Values } from './values.ts';

/** Rooms of which the newest event stands for those before it. */
const STATES = /^(ticker|mini_ticker|quote|candle)\.[^*]+$/;

/** The state of each room: its newest event, or the book that its events make. */
export class States {
  private readonly books = new Map<string, BookRow>();

  constructor(private readonly values: Values) {}

  /** The latest event of a room; null when nobody is interested any more. */
  keep(room: string, event: MarketEvent | null): void {
    if (!event) {
      this.books.delete(room);
      this.values.forget(room);
    } else if (room.startsWith('book.')) {
      const book = this.books.get(room) ?? new BookRow();
      this.books.set(room, book);
      book.apply(event as BookSnapshot | BookDelta);
      this.values.set(room, book);
    } else this.values.set(room, event);
  }

  /** What stands for all that was told before, if there is such a thing. */
  known(room: string): MarketEvent | undefined {
    const book = this.books.get(room);
    if (book) return book.live ? book.picture() : undefined;
    return STATES.test(room) ? (this.values.latest(room) as MarketEvent | undefined) : undefined;
  }

  doubt(room: string, stale: boolean): void {
    this.change(room, { stale });
  }

  /** Something is missing: a book is not known until its next snapshot. */
  lost(room: string): void {
    this.change(room, { live: false });
  }

  private change(room: string, change: { stale: boolean } | { live: false }): void {
    const book = this.books.get(room);
    if (book) this.values.set(room, Object.assign(book, change));
  }
}
