'use client';

import type { Order } from '@radist/client/trading';
import type { Ladder, Rung, TapeLine } from '@radist/client/views';
import { useUser } from './account.ts';
import { amount, changeOf, percent, price } from './format.ts';
import { useMarket, useOrderBook, useTicker, useTrades } from './market.ts';
import { PaperDesk } from './paper-desk.tsx';
import { useConnection } from './rooms.ts';

export interface TradingInterfaceProps {
  readonly symbol: string;
  readonly exchange?: string;
  /** `paper`: the simulated account of whoever we are to the node. Null takes no orders. */
  readonly account?: 'paper' | null;
  /** Rungs of the book on each side: 10 unless told otherwise. */
  readonly depth?: number;
  readonly group?: number;
  readonly maxFps?: number;
  /** The desk took an order; what becomes of it is told by `useOrders`. */
  readonly onOrder?: (order: Order) => void;
}

/** One market to trade in on paper: ticket, book, tape, orders and position. */
export function TradingInterface(props: TradingInterfaceProps) {
  const { symbol, exchange, account = 'paper', depth = 10, group, maxFps = 10, onOrder } = props;
  const options = { exchange, maxFps };
  const { key } = useMarket(symbol, options);
  const user = useUser();
  const ticker = useTicker(symbol, options);
  const book = useOrderBook(symbol, { ...options, depth, ...(group ? { group } : {}) });
  const tape = useTrades(symbol, { ...options, limit: 2 * depth });
  const { state } = useConnection();
  const isLive = state === 'live';
  return (
    <section className="radist-trading" role="group" aria-label={symbol} data-live={isLive}>
      <header>
        <h2>{symbol}</h2>
        {account && <strong className="radist-paper">PAPER</strong>}
        <output className="radist-price">{price(ticker?.price)}</output>
        <span>{percent(ticker && changeOf(ticker))}</span>
        {!isLive && <span role="status">not connected: what you see is old</span>}
      </header>
      {account && user ? (
        <PaperDesk key={`${key.exchange} ${symbol}`} market={key} {...{ user, onOrder }} />
      ) : (
        <p className="radist-orders" role="note">
          Orders are off: {account ? 'show the node a token to trade on paper.' : 'not asked for.'}
        </p>
      )}
      <Book book={book} />
      <Tape lines={tape.lines} />
    </section>
  );
}

function Book({ book }: { book: Ladder | undefined }) {
  return (
    <div className="radist-book">
      {book && !(book.live && !book.stale) && (
        <p role="status">the book is not complete: wait for the next snapshot</p>
      )}
      <Rungs name="Asks" rungs={[...(book?.asks ?? [])].reverse()} />
      <p className="radist-spread">spread {price(book?.spread)}</p>
      <Rungs name="Bids" rungs={book?.bids ?? []} />
    </div>
  );
}

function Rungs({ name, rungs }: { name: 'Asks' | 'Bids'; rungs: readonly Rung[] }) {
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
