import type { Bar } from '@radist/client/views';
import { UNKNOWN } from '../words/format.ts';
import { isSound } from './bars.ts';
import type { Plot } from './plot.ts';
import type { Prices } from './prices.ts';
import type { ChartWords } from './words.ts';

/** Open, high, low, close and volume of a bar, and what the indicators are there; written, not rendered. */
export class LegendPainter {
  private tops: readonly number[] = [];

  constructor(
    private readonly host: HTMLElement,
    private readonly prices: Prices,
    private readonly words: ChartWords,
  ) {}

  /** Reads where the panes are, after a change of size or of panes. */
  measure(plot: Plot): void {
    this.tops = plot.paneTops();
  }

  write(plot: Plot, at: number): void {
    const bar = plot.bars[at];
    if (!bar || !isSound(bar)) return;
    const lines = [barLine(bar, this.prices, this.words)];
    const panes = new Map<number, HTMLElement[]>([[0, lines]]);
    for (const { name, pane, values, colours } of plot.legend(at)) {
      const line = document.createElement('div');
      line.append(piece('name', name));
      values.forEach((value, index) => {
        const text = value === null ? UNKNOWN : this.number(value, pane);
        const element = piece('value', text);
        element.style.color = colours[index] ?? '';
        line.append(element);
      });
      panes.set(pane, [...(panes.get(pane) ?? []), line]);
    }
    this.host.replaceChildren(...[...panes].map(([pane, each]) => this.pane(pane, each)));
  }

  private number(value: number, pane: number): string {
    return pane === 0 ? this.prices.price(value) : this.prices.loose(value);
  }

  private pane(pane: number, lines: readonly HTMLElement[]): HTMLElement {
    const box = document.createElement('div');
    box.className = 'legend-pane';
    box.style.top = `${(this.tops[pane] ?? 0) + 4}px`;
    box.append(...lines);
    return box;
  }
}

function barLine(bar: Bar, prices: Prices, { letters }: ChartWords): HTMLElement {
  const line = document.createElement('div');
  const direction = bar.close >= bar.open ? 'up' : 'down';
  const entries = [
    [letters.open, prices.price(bar.open)],
    [letters.high, prices.price(bar.high)],
    [letters.low, prices.price(bar.low)],
    [letters.close, prices.price(bar.close)],
  ] as const;
  for (const [letter, text] of entries) {
    line.append(pair(letter, `value ${direction}`, text));
  }
  const change = bar.open > 0 ? (bar.close / bar.open - 1) * 100 : 0;
  line.append(piece(`value ${direction}`, prices.change(change)));
  line.append(pair(letters.volume, 'value', prices.compact(bar.volume)));
  return line;
}

/** A name and its value, which stay on one line. */
function pair(name: string, className: string, text: string): HTMLElement {
  const both = piece('pair', '');
  both.append(piece('name', name), piece(className, text));
  return both;
}

function piece(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
