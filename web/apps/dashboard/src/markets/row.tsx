import { useRadist } from '@radist/react';
import { memo, useEffect, useRef } from 'react';
import { decimalsOf, type Market } from '../about.ts';
import { useLanguage } from '../words/language.tsx';
import type { Board } from './board.ts';
import { RowPainter } from './row-painter.ts';

interface RowProps {
  readonly market: Market;
  readonly board: Board;
  /** 1-based, the header is row 1. */
  readonly index: number;
  readonly reachable: boolean;
}

/** One market. Rendered when its place changes; painted by the board when its price does. */
export const Row = memo(function Row({ market, board, index, reachable }: RowProps) {
  const element = useRef<HTMLDivElement>(null);
  const client = useRadist();
  const { words, format } = useLanguage();
  const { room, price_step } = market;
  useEffect(() => {
    if (!element.current) return;
    const style = { words, format, decimals: decimalsOf(price_step) };
    const painter = new RowPainter(room, element.current, style);
    const remove = board.add(painter);
    const leave = client.store(room).subscribe(() => board.heard(painter));
    return () => {
      leave();
      remove();
    };
  }, [client, board, room, price_step, words, format]);
  const [base, quote] = market.symbol.split('/');
  return (
    <div
      role="row"
      className="row"
      ref={element}
      aria-rowindex={index}
      tabIndex={reachable ? 0 : -1}
      data-room={room}
    >
      <div role="rowheader" className="cell symbol" title={market.native}>
        <span className="base">{base}</span>
        {quote && <span className="quote">/{quote}</span>}
        <span className="exchange">{market.exchange}</span>
      </div>
      <div role="gridcell" className="cell last">
        <span data-cell="flash" className="flash" aria-hidden="true" />
        <Price name="last" />
      </div>
      <div role="gridcell" className="cell change" data-cell="change" />
      <div role="gridcell" className="cell range" data-cell="range">
        <span className="track" aria-hidden="true" />
      </div>
      <div role="gridcell" className="cell bid">
        <Price name="bid" />
      </div>
      <div role="gridcell" className="cell ask">
        <Price name="ask" />
      </div>
      <div
        role="gridcell"
        className="cell volume"
        data-cell="volume"
        data-label={words.columns.volumeShort}
      />
      <div role="gridcell" className="cell age">
        <span data-cell="age" />
      </div>
    </div>
  );
});

/** Whole and fraction apart, so that a column lines up on the decimal point. */
function Price({ name }: { name: string }) {
  return (
    <span className="price">
      <span data-cell={`${name}-whole`} className="whole" />
      <span data-cell={`${name}-fraction`} className="fraction" />
    </span>
  );
}
