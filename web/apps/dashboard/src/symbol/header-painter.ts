import type { Ticker } from '@radist/client';
import type { Prices } from '../chart/prices.ts';
import { changePercent } from '../markets/order.ts';
import { UNKNOWN } from '../words/format.ts';
import { put } from './book-painter.ts';

/** Writes the price and what the day was into the head of the page. */
export class HeaderPainter {
  private readonly cells = new Map<string, HTMLElement>();
  private before: number | null = null;

  constructor(
    host: HTMLElement,
    private readonly prices: Prices,
  ) {
    for (const cell of host.querySelectorAll<HTMLElement>('[data-cell]')) {
      this.cells.set(cell.dataset.cell ?? '', cell);
    }
  }

  show(ticker: Ticker): void {
    const { prices } = this;
    const { price, high, low, quote_volume } = ticker;
    this.write('last', prices.price(price));
    const last = this.cells.get('last');
    if (last) last.title = prices.full(price);
    if (last && this.before !== null && price !== this.before) {
      last.dataset.direction = price > this.before ? 'up' : 'down';
    }
    this.before = price;
    const percent = changePercent(ticker);
    this.write('change', percent === null ? UNKNOWN : prices.change(percent));
    const change = this.cells.get('change');
    if (change) change.dataset.direction = directionOf(percent);
    this.write('high', prices.price(high));
    this.write('low', prices.price(low));
    this.write('volume', prices.compact(quote_volume));
  }

  private write(name: string, text: string): void {
    const cell = this.cells.get(name);
    if (cell) put(cell, text);
  }
}

/** Of what is written with two decimals. */
export function directionOf(percent: number | null): string {
  const rounded = Number((percent ?? 0).toFixed(2));
  return rounded > 0 ? 'up' : rounded < 0 ? 'down' : 'flat';
}
