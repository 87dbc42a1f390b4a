import type { Book } from '@radist/client';
import { type Ladder, ladder, type Rung } from '@radist/client/views';
import type { Prices } from '../chart/prices.ts';
import { depthOf, type Reading, readDepth } from './depth.ts';
import { longest } from './grouping.ts';

/** How the book is shown. */
export interface BookLook {
  readonly prices: Prices;
  /** Rows of a side. */
  readonly rows: number;
  /** Width of a row, in price. */
  readonly group: number;
  readonly cumulative: boolean;
}

export const SIDES = ['asks', 'bids'] as const;
export type Side = (typeof SIDES)[number];
type Rungs = Readonly<Record<Side, readonly Rung[]>>;

/** Rows that are looked through for prices that are held. */
const HELD_DEPTH = 200;

interface Cells {
  readonly price: HTMLElement;
  readonly size: HTMLElement;
  readonly bar: HTMLElement;
}

/** Writes the book into rows that are there already: two texts and one transform per row. */
export class BookPainter {
  private readonly rows: Readonly<Record<Side, readonly Cells[]>>;
  private readonly middle: HTMLElement | null;
  private readonly spread: HTMLElement | null;
  /** Prices of the rows while they are held in place. */
  private held: Readonly<Record<Side, readonly number[]>> | null = null;
  private shown: Rungs = { asks: [], bids: [] };
  private lastMiddle = 0;

  constructor(
    host: HTMLElement,
    private readonly look: BookLook,
  ) {
    const rows = (side: Side) =>
      [...host.querySelectorAll<HTMLElement>(`[data-side="${side}"] .rung`)].map(cellsOf);
    this.rows = { asks: rows('asks'), bids: rows('bids') };
    this.middle = host.querySelector('[data-cell="middle"]');
    this.spread = host.querySelector('[data-cell="spread"]');
  }

  paint(book: Book | undefined): void {
    if (!book) return;
    const { rows, group, cumulative } = this.look;
    const best = ladder(book, { depth: this.held ? HELD_DEPTH : rows, group });
    this.shown = this.held ? this.inPlace(best) : best;
    const most = longest(this.shown, cumulative) || 1;
    for (const side of SIDES) {
      this.rows[side].forEach((cells, at) => {
        this.write(cells, this.shown[side][at], most);
      });
    }
    this.writeMiddle(best);
  }

  /** While the pointer is among the rows they stay where they are. */
  hold(held: boolean): void {
    const pricesOf = (side: Side) => this.shown[side].map(({ price }) => price);
    this.held = held ? { asks: pricesOf('asks'), bids: pricesOf('bids') } : null;
  }

  priceAt(side: Side, at: number): number | null {
    return this.shown[side][at]?.price ?? null;
  }

  /** What an order up to a row would get. */
  read(book: Book | undefined, side: Side, at: number): Reading | null {
    const price = this.priceAt(side, at);
    const depth = book && depthOf(book, 100);
    return price === null || !depth ? null : readDepth(depth, price);
  }

  private inPlace(best: Rungs): Rungs {
    const place = (side: Side) => {
      const found = new Map(best[side].map((rung) => [rung.price, rung]));
      let total = 0;
      return (this.held?.[side] ?? []).map((price) => {
        const rung = found.get(price) ?? { price, quantity: 0, total };
        total = rung.total;
        return rung;
      });
    };
    return { asks: place('asks'), bids: place('bids') };
  }

  private write({ price, size, bar }: Cells, rung: Rung | undefined, most: number): void {
    const { prices, cumulative } = this.look;
    const amount = (cumulative ? rung?.total : rung?.quantity) ?? 0;
    const there = rung !== undefined && rung.quantity > 0;
    put(price, rung ? prices.price(rung.price) : '');
    put(size, there ? prices.size(amount) : '');
    const scale = `scaleX(${there ? (amount / most).toFixed(3) : 0})`;
    if (bar.style.transform !== scale) bar.style.transform = scale;
  }

  private writeMiddle({ mid, spread }: Ladder): void {
    const { middle, lastMiddle, look } = this;
    if (!middle || !this.spread || mid === null || spread === null) return;
    put(middle, look.prices.price(mid));
    if (mid !== lastMiddle) middle.dataset.direction = mid > lastMiddle ? 'up' : 'down';
    this.lastMiddle = mid;
    const percent = look.prices.percent((spread / mid) * 100);
    put(this.spread, `${look.prices.price(spread)} · ${percent}`);
  }
}

function cellsOf(row: HTMLElement): Cells {
  const cell = (name: string) => row.querySelector<HTMLElement>(`.${name}`) ?? row;
  return { price: cell('price'), size: cell('size'), bar: cell('bar') };
}

/** Writing what is there already would cost a paint. */
export function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
