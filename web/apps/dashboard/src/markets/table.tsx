import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { decimalsOf, type Market } from '../about.ts';
import { useLanguage } from '../words/language.tsx';
import type { Board } from './board.ts';
import { Header } from './header.tsx';
import type { Sort } from './order.ts';
import { Row } from './row.tsx';

interface TableProps {
  readonly markets: readonly Market[];
  readonly board: Board;
  readonly sort: Sort | null;
  onSort(sort: Sort | null): void;
  /** Pointer or focus came among the rows, or left them. */
  onHold(held: boolean): void;
}

/** The market grid: structure only, prices are painted by the board. */
export function Table({ markets, board, sort, onSort, onHold }: TableProps) {
  const { words } = useLanguage();
  const body = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const reachable = markets.some(({ room }) => room === active) ? active : markets[0]?.room;
  const decimals = Math.max(0, ...markets.map(({ price_step }) => decimalsOf(price_step)));
  const step = (event: KeyboardEvent) => {
    if (moveFocus(body.current, event.key)) event.preventDefault();
  };
  const hover = (event: PointerEvent, held: boolean) => {
    if (event.pointerType === 'mouse') onHold(held);
  };
  return (
    <div
      role="grid"
      className="markets"
      aria-label={words.markets}
      aria-rowcount={markets.length + 1}
      style={{ '--decimals': decimals } as React.CSSProperties}
    >
      <Header sort={sort} quote={onlyQuote(markets)} onSort={onSort} />
      <div
        role="rowgroup"
        className="body"
        ref={body}
        onKeyDown={step}
        onPointerEnter={(event) => hover(event, true)}
        onPointerLeave={(event) => hover(event, false)}
        onFocus={(event) => {
          setActive(event.target.closest<HTMLElement>('[data-room]')?.dataset.room ?? null);
          onHold(true);
        }}
        onBlur={() => onHold(false)}
      >
        {markets.map((market, at) => (
          <Row
            key={market.room}
            market={market}
            board={board}
            index={at + 2}
            reachable={market.room === reachable}
          />
        ))}
      </div>
    </div>
  );
}

/** The quote asset when all markets share one. */
function onlyQuote(markets: readonly Market[]): string | null {
  const quotes = new Set(markets.map(({ symbol }) => symbol.split(/[/:]/)[1]));
  const [quote] = quotes;
  return quotes.size === 1 && quote ? quote : null;
}

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  j: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
};

function moveFocus(body: HTMLElement | null, key: string): boolean {
  const step = steps[key];
  if (!body || !step) return false;
  const rows = [...body.children] as HTMLElement[];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const last = rows.length - 1;
  rows[Math.min(last, Math.max(0, step(at, last)))]?.focus();
  return true;
}
