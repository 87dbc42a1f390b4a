import type { Ticker } from '@radist/client';
import type { Prices } from '../chart/prices.ts';
import { STALE_AFTER_MS } from '../panel/state.ts';
import { put } from '../symbol/book-painter.ts';

/** Writes a last price and, where it is old, its age beside it. */
export class PricePainter {
  private readonly last: HTMLElement;
  private readonly age: HTMLElement;
  private shown: Ticker | null = null;

  constructor(
    host: HTMLElement,
    private readonly prices: Prices,
    private readonly words: (ageMs: number) => string,
  ) {
    this.last = host.querySelector('strong') ?? host;
    this.age = host.querySelector('span') ?? host;
  }

  show(ticker: Ticker | undefined, now: number): void {
    if (!ticker) return;
    const before = this.shown?.price ?? ticker.price;
    this.shown = ticker;
    put(this.last, this.prices.price(ticker.price));
    if (ticker.price !== before) {
      this.last.dataset.direction = ticker.price > before ? 'up' : 'down';
    }
    this.grow(now);
  }

  /** Time passes. */
  grow(now: number): void {
    const ms = this.shown ? now - this.shown.time_received / 1000 : 0;
    put(this.age, ms > STALE_AFTER_MS.ticker ? this.words(ms) : '');
  }
}
