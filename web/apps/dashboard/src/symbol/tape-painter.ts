import type { Prices } from '../chart/prices.ts';
import type { Line } from './whole-tape.ts';

export interface TapeLook {
  readonly prices: Prices;
  time(ms: number): string;
  hole(missing: number | null, recovered: number): string;
  readonly side: { readonly buy: string; readonly sell: string };
}

/** Keeps one element per line: what moves down is not written again. */
export class TapePainter {
  private readonly rows = new Map<string, HTMLElement>();

  constructor(
    private readonly host: HTMLElement,
    private readonly look: TapeLook,
  ) {}

  paint(lines: readonly Line[], large: number): void {
    const wanted = new Set(lines.map(({ key }) => key));
    for (const [key, row] of this.rows) {
      if (wanted.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
    let next: Element | null = this.host.firstElementChild;
    for (const line of lines) {
      const row = this.rows.get(line.key) ?? this.make(line, large);
      if (row === next) next = row.nextElementSibling;
      else this.host.insertBefore(row, next);
    }
  }

  private make(line: Line, large: number): HTMLElement {
    const row = line.trade ? this.print(line.trade, large) : this.divider(line.hole);
    this.rows.set(line.key, row);
    return row;
  }

  private print(trade: NonNullable<Line['trade']>, large: number): HTMLElement {
    const { prices, time, side } = this.look;
    const row = document.createElement('li');
    row.className = trade.quantity >= large ? 'print large' : 'print';
    row.dataset.side = trade.side;
    row.dataset.id = trade.id;
    const buys = trade.side === 'buy';
    const mark = cell('mark', buys ? '▲' : '▼');
    mark.title = side[trade.side];
    row.append(
      cell('time', time((trade.time_exchange ?? trade.time_received) / 1000)),
      mark,
      cell('price', prices.price(trade.price)),
      cell('size', prices.size(trade.quantity)),
    );
    return row;
  }

  private divider(hole: NonNullable<Line['hole']>): HTMLElement {
    const row = document.createElement('li');
    row.className = 'divider';
    row.textContent = this.look.hole(hole.missing, hole.recovered);
    return row;
  }
}

function cell(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
