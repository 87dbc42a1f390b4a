import { type PointerEvent, useMemo, useRef } from 'react';
import { decimalsOf, type Market } from '../about.ts';
import { useLanguage } from '../words/language.tsx';
import type { Board } from './board.ts';
import { type Column, gridOf } from './columns.ts';
import { useFavourites } from './favourites.ts';
import { Header } from './header.tsx';
import { quoteOf } from './listing.ts';
import type { Sort } from './order.ts';
import { Row } from './row.tsx';
import { useFocusedRow } from './use-focused-row.ts';
import { MOST_AT_ONCE, useRowHeight, useWindow } from './use-window.ts';

interface TableProps {
  readonly markets: readonly Market[];
  readonly board: Board;
  readonly columns: readonly Column[];
  readonly sort: Sort | null;
  /** Room of the market whose drawer is open. */
  readonly open: string;
  onSort(sort: Sort | null): void;
  /** Pointer or focus came among the rows, or left them. */
  onHold(held: boolean): void;
  onOpen(market: Market | null): void;
}

/** The market grid: structure only, prices are painted by the board. */
export function Table(props: TableProps) {
  const { markets, columns, sort, onSort } = props;
  const { words } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const style = useMemo(() => {
    const decimals = Math.max(0, ...markets.map(({ price_step }) => decimalsOf(price_step)));
    const { wide, narrow } = gridOf(columns);
    return { '--decimals': decimals, '--wide': wide, '--narrow': narrow } as React.CSSProperties;
  }, [markets, columns]);
  return (
    <div className="scroll" ref={scroller}>
      <div
        role="grid"
        className="markets"
        aria-label={words.markets}
        aria-rowcount={markets.length + 1}
        style={style}
      >
        <Header columns={columns} sort={sort} quote={onlyQuote(markets)} onSort={onSort} />
        <Body {...props} scroller={scroller} />
      </div>
    </div>
  );
}

interface BodyProps extends TableProps {
  readonly scroller: React.RefObject<HTMLDivElement | null>;
}

function Body({ markets, board, columns, open, scroller, onHold, onOpen }: BodyProps) {
  const height = useRowHeight();
  const [from, to] = useWindow(scroller, markets.length, height);
  const favourites = useFavourites();
  const focused = useFocusedRow({ markets, scroller, height, open, onOpen });
  const long = markets.length > MOST_AT_ONCE;
  const shown = markets.map((_, at) => at).slice(from, to);
  if (focused.at >= 0 && !shown.includes(focused.at)) shown.push(focused.at);
  const hover = (event: PointerEvent, held: boolean) => {
    if (event.pointerType === 'mouse') onHold(held);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the page
    <div
      role="rowgroup"
      className="body"
      style={long ? { height: markets.length * height } : undefined}
      onClick={focused.click}
      onPointerEnter={(event) => hover(event, true)}
      onPointerLeave={(event) => hover(event, false)}
      onFocus={(event) => {
        focused.came(event.target);
        onHold(true);
      }}
      onBlur={() => onHold(false)}
    >
      {shown.map((at) => {
        const market = markets[at];
        return (
          market && (
            <Row
              key={market.room}
              market={market}
              board={board}
              columns={columns}
              index={at + 2}
              top={long ? at * height : null}
              reachable={at === Math.max(0, focused.at)}
              favourite={favourites.has(market.room)}
              chosen={market.room === open}
            />
          )
        );
      })}
    </div>
  );
}

/** The quote asset when all markets share one. */
function onlyQuote(markets: readonly Market[]): string | null {
  const quotes = new Set(markets.map(({ symbol }) => quoteOf(symbol)));
  const [quote] = quotes;
  return quotes.size === 1 && quote ? quote : null;
}
