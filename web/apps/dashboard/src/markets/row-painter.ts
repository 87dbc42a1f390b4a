import type { Ticker } from '@radist/client';
import { endOf, sparkPath } from '../spark.tsx';
import type { Words } from '../words/en.ts';
import { type Format, UNKNOWN } from '../words/format.ts';
import type { BoardRow, Extras } from './board.ts';
import { changePercent, spreadPercent } from './order.ts';

/** WCAG 2.3.1: nothing flashes more than three times a second. */
const FLASH_APART_MS = 334;
export const SPARK = { width: 96, height: 20 };

interface RowStyle {
  readonly words: Words;
  readonly format: Format;
  readonly decimals: number;
}

/** Writes one row's cells straight into the page; React made the cells and never sees a tick. */
export class RowPainter implements BoardRow {
  private readonly cells = new Map<string, HTMLElement>();
  private price: number | null = null;
  private closes: Extras['closes'] = null;
  private flashedAt = Number.NEGATIVE_INFINITY;
  private flashes = 0;

  constructor(
    readonly room: string,
    private readonly element: HTMLElement,
    private readonly style: RowStyle,
  ) {
    for (const cell of element.querySelectorAll<HTMLElement>('[data-cell]')) {
      this.cells.set(cell.dataset.cell ?? '', cell);
    }
  }

  show(ticker: Ticker, extras: Extras): void {
    const { format } = this.style;
    this.writePrice('last', ticker.price);
    this.writePrice('bid', ticker.bid_price);
    this.writePrice('ask', ticker.ask_price);
    this.writePart('spread', spreadPercent(ticker), 3);
    this.writeChange(changePercent(ticker));
    const volume = ticker.quote_volume;
    if (volume === null) this.write('volume', UNKNOWN);
    else this.write('volume', format.compact(volume), format.whole(volume));
    this.placeInRange(ticker);
    this.showExtras(extras);
    this.flash(ticker.price);
  }

  age(ms: number, stale: boolean): void {
    const { words, format } = this.style;
    const age = format.age(ms);
    this.write('age', stale ? words.old(age) : age);
    this.element.classList.toggle('stale', stale);
  }

  private showExtras({ rate, interest, closes }: Extras): void {
    const { format } = this.style;
    this.writePart('funding', rate === undefined ? null : rate * 100, 4);
    if (interest === undefined) this.write('interest', UNKNOWN);
    else this.write('interest', format.compact(interest), format.whole(interest));
    if (closes && closes !== this.closes) this.drawSpark(closes);
  }

  private drawSpark(closes: readonly number[]): void {
    this.closes = closes;
    const svg = this.cells.get('spark');
    if (!svg) return;
    const path = sparkPath(closes, SPARK.width, SPARK.height);
    const { cx, cy } = endOf(path);
    svg.querySelector('path')?.setAttribute('d', path);
    const dot = svg.querySelector('circle');
    dot?.setAttribute('cx', cx);
    dot?.setAttribute('cy', cy);
    const up = (closes.at(-1) ?? 0) >= (closes[0] ?? 0);
    svg.setAttribute('class', `spark ${up ? 'up' : 'down'}`);
  }

  private write(name: string, text: string, title?: string): void {
    const cell = this.cells.get(name);
    if (!cell || cell.textContent === text) return;
    cell.textContent = text;
    if (title) cell.title = title;
  }

  private writePart(name: string, percent: number | null, decimals: number): void {
    const { format } = this.style;
    this.write(name, percent === null ? UNKNOWN : `${format.number(percent, decimals)} %`);
  }

  private writePrice(name: string, value: number | null | undefined): void {
    const [whole, fraction] = this.style.format.price(value, this.style.decimals);
    this.write(`${name}-whole`, whole);
    this.write(`${name}-fraction`, fraction);
  }

  private writeChange(percent: number | null): void {
    const cell = this.cells.get('change');
    this.write('change', percent === null ? UNKNOWN : this.style.format.change(percent));
    const rounded = Number((percent ?? 0).toFixed(2));
    if (cell) cell.dataset.direction = rounded > 0 ? 'up' : rounded < 0 ? 'down' : 'flat';
  }

  /** Where the price stands between the day's low and high. */
  private placeInRange({ price, low, high }: Ticker): void {
    const cell = this.cells.get('range');
    if (!cell) return;
    const place = high > low ? Math.min(1, Math.max(0, (price - low) / (high - low))) : 0.5;
    cell.style.setProperty('--place', place.toFixed(3));
    const { words, format, decimals } = this.style;
    const [from, to] = [format.number(low, decimals), format.number(high, decimals)];
    cell.title = `${words.low} ${from} · ${words.high} ${to}`;
  }

  /** Swapping two identical animations restarts the flash without reading the layout. */
  private flash(price: number): void {
    const before = this.price;
    this.price = price;
    const now = performance.now();
    if (before === null || before === price || now - this.flashedAt < FLASH_APART_MS) return;
    this.flashedAt = now;
    this.flashes += 1;
    const overlay = this.cells.get('flash');
    const turn = this.flashes % 2 ? 'a' : 'b';
    if (overlay) overlay.className = `flash ${price > before ? 'up' : 'down'} turn-${turn}`;
  }
}
