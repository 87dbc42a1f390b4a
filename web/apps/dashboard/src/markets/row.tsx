import { useRadist } from '@radist/react';
import { type CSSProperties, memo, type RefObject, useEffect, useRef } from 'react';
import { decimalsOf, type Market } from '../about.ts';
import { paths } from '../routing/routes.ts';
import { StarIcon } from '../shell/icons.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Board, besides } from './board.ts';
import type { Column } from './columns.ts';
import { toggleFavourite } from './favourites.ts';
import { kindOf } from './listing.ts';
import { RowPainter, SPARK } from './row-painter.ts';

interface RowProps {
  readonly market: Market;
  readonly board: Board;
  readonly columns: readonly Column[];
  /** 1-based, the header is row 1. */
  readonly index: number;
  /** From the top of the table, where not all of its rows are there. */
  readonly top: number | null;
  readonly reachable: boolean;
  readonly favourite: boolean;
  readonly chosen: boolean;
}

/** One market. Rendered when its place changes; painted by the board when its price does. */
export const Row = memo(function Row(props: RowProps) {
  const { market, columns, index, top, reachable, favourite, chosen } = props;
  const element = useRef<HTMLDivElement>(null);
  usePainter(element, props);
  const place: CSSProperties = top === null ? {} : { transform: `translateY(${top}px)` };
  return (
    <div
      role="row"
      className={top === null ? 'row' : 'row placed'}
      style={place}
      ref={element}
      aria-rowindex={index}
      aria-selected={chosen}
      tabIndex={reachable ? 0 : -1}
      data-room={market.room}
    >
      <Name market={market} />
      {columns.map((column) => (
        <Cell key={column} column={column} />
      ))}
      <Star room={market.room} on={favourite} />
    </div>
  );
});

/** Writes into the row what the rooms of its symbol say, for as long as it is on the page. */
function usePainter(element: RefObject<HTMLDivElement | null>, props: RowProps): void {
  const { board, columns } = props;
  const { room, symbol, price_step } = props.market;
  const client = useRadist();
  const { words, format } = useLanguage();
  const contract = kindOf(symbol) !== 'spot';
  const funding = contract && columns.includes('funding');
  const interest = contract && columns.includes('interest');
  const shown = columns.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: other columns are other cells
  useEffect(() => {
    if (!element.current) return;
    const style = { words, format, decimals: decimalsOf(price_step) };
    const painter = new RowPainter(room, element.current, style);
    const remove = board.add(painter);
    const rooms = [
      room,
      ...(funding ? [besides(room, 'funding_rate')] : []),
      ...(interest ? [besides(room, 'open_interest')] : []),
    ];
    const leaves = rooms.map((name) => client.store(name).subscribe(() => board.heard(painter)));
    return () => {
      for (const leave of leaves) leave();
      remove();
    };
  }, [client, board, room, price_step, words, format, funding, interest, shown]);
}

function Name({ market }: { market: Market }) {
  const { exchange, symbol, native } = market;
  const [base, ...rest] = symbol.split('/');
  return (
    <div role="rowheader" className="cell symbol" title={native}>
      <a href={paths.symbol(exchange, symbol)} tabIndex={-1}>
        <span className="base">{base}</span>
        {rest.length > 0 && <span className="quote">/{rest.join('/')}</span>}
      </a>
      <span className="exchange">{exchange}</span>
    </div>
  );
}

const PRICES: readonly Column[] = ['last', 'bid', 'ask'];

function Cell({ column }: { column: Column }) {
  const { words } = useLanguage();
  const className = `cell ${column}`;
  if (PRICES.includes(column)) {
    return (
      <div role="gridcell" className={className}>
        {column === 'last' && <span data-cell="flash" className="flash" aria-hidden="true" />}
        <Price name={column} />
      </div>
    );
  }
  if (column === 'spark') return <SparkCell />;
  if (column === 'range') {
    return (
      <div role="gridcell" className={className} data-cell="range">
        <span className="track" aria-hidden="true" />
      </div>
    );
  }
  if (column === 'age') {
    return (
      <div role="gridcell" className={className}>
        <span data-cell="age" />
      </div>
    );
  }
  const label = column === 'volume' ? words.columns.volumeShort : undefined;
  return <div role="gridcell" className={className} data-cell={column} data-label={label} />;
}

/** Drawn by the painter. */
function SparkCell() {
  const { width, height } = SPARK;
  return (
    <div role="gridcell" className="cell spark-cell">
      <svg
        data-cell="spark"
        className="spark"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        aria-hidden="true"
      >
        <path />
        <circle r="1.5" cx="-9" cy="-9" />
      </svg>
    </div>
  );
}

/** Whole and fraction apart, so that a column lines up on the decimal point. */
function Price({ name }: { name: string }) {
  return (
    <span className="price">
      <span data-cell={`${name}-whole`} className="whole" />
      <span data-cell={`${name}-fraction`} className="fraction" />
    </span>
  );
}

function Star({ room, on }: { room: string; on: boolean }) {
  const { words } = useLanguage();
  return (
    <div role="gridcell" className="cell star">
      <button
        type="button"
        aria-pressed={on}
        aria-label={words.favourite}
        title={`${words.favourite} (s)`}
        tabIndex={-1}
        onClick={() => toggleFavourite(room)}
      >
        <StarIcon />
      </button>
    </div>
  );
}
