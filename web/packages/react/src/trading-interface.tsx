'use client';

import type { Rung, TapeLine } from '@radist/client/views';
import { amount, changeOf, percent, price } from './format.ts';
import { useOrderBook, useTicker, useTrades } from './market.ts';
import { useConnection } from './rooms.ts';

export interface TradingInterfaceProps {
  readonly symbol: string;
  readonly exchange?: string;
  /** Rungs of the book on each side: 10 unless told otherwise. */
  readonly depth?: number;
  readonly group?: number;
  readonly maxFps?: number;
}

/** One market to trade in: price, book and tape. Orders are off until a node has a trading desk. */
export function TradingInterface(props: TradingInterfaceProps) {
  const { symbol, exchange, depth = 10, group, maxFps = 10 } = props;
  const options = { exchange, maxFps };
  const ticker = useTicker(symbol, options);
  const book = useOrderBook(symbol, { ...options, depth, ...(group ? { group } : {}) });
  const tape = useTrades(symbol, { ...options, limit: 2 * depth });
  const { state } = useConnection();
  const isLive = state === 'live';
  return (
    <section className="radist-trading" aria-label={symbol} data-live={isLive}>
      <header>
        <h2>{symbol}</h2>
        <output className="radist-price">{price(ticker?.price)}</output>
        <span>{percent(ticker && changeOf(ticker))}</span>
        {!isLive && <span role="status">not connected: what you see is old</span>}
      </header>
      <div className="radist-book">
        {book && !(book.live && !book.stale) && (
          <p role="status">the book is not complete: wait for the next snapshot</p>
        )}
        <Ladder name="Asks" rungs={[...(book?.asks ?? [])].reverse()} />
        <p className="radist-spread">spread {price(book?.spread)}</p>
        <Ladder name="Bids" rungs={book?.bids ?? []} />
      </div>
      <Tape lines={tape.lines} />
      <p className="radist-orders" role="note">
        Orders are off: this node has no trading desk.
      </p>
    </section>
  );
}

function Ladder({ name, rungs }: { name: 'Asks' | 'Bids'; rungs: readonly Rung[] }) {
  const most = Math.max(...rungs.map(({ total }) => total), 0);
  return (
    <table aria-label={name} data-side={name === 'Bids' ? 'buy' : 'sell'}>
      <thead>
        <tr>
          <th scope="col">Price</th>
          <th scope="col">Size</th>
          <th scope="col">Total</th>
        </tr>
      </thead>
      <tbody>
        {rungs.map((rung) => (
          <tr key={rung.price} style={{ '--share': most ? rung.total / most : 0 } as object}>
            <td>{price(rung.price)}</td>
            <td>{amount(rung.quantity)}</td>
            <td>{amount(rung.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Tape({ lines }: { lines: readonly TapeLine[] }) {
  return (
    <ol className="radist-tape" aria-label="Trades">
      {lines.map(({ key, trade, gap }) =>
        trade ? (
          <li key={key} data-side={trade.side}>
            <span>{trade.side === 'buy' ? '▲' : '▼'}</span> <span>{price(trade.price)}</span>{' '}
            <span>{amount(trade.quantity)}</span>
          </li>
        ) : (
          <li key={key} className="radist-gap">
            {missing(gap.from, gap.to)}
          </li>
        ),
      )}
    </ol>
  );
}

function missing(from: number | null, to: number | null): string {
  return from !== null && to !== null
    ? `${to - from + 1} trades not received`
    : 'trades not received';
}
