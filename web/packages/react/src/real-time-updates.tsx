'use client';

import { type Ticker, topic } from '@radist/client';
import { paced } from '@radist/client/views';
import { useEffect, useRef } from 'react';
import { amount, changeOf, percent, price } from './format.ts';
import { useMarket } from './market.ts';

/** What a column shows of a ticker. */
const COLUMNS = {
  price: ['Price', (ticker: Ticker) => price(ticker.price)],
  change: ['24 h', (ticker: Ticker) => percent(changeOf(ticker))],
  high: ['High', (ticker: Ticker) => price(ticker.high)],
  low: ['Low', (ticker: Ticker) => price(ticker.low)],
  bid: ['Bid', (ticker: Ticker) => price(ticker.bid_price)],
  ask: ['Ask', (ticker: Ticker) => price(ticker.ask_price)],
  volume: ['Volume', (ticker: Ticker) => amount(ticker.quote_volume)],
} as const;
export type Column = keyof typeof COLUMNS;

export interface RealTimeUpdatesProps {
  readonly symbols: readonly string[];
  readonly columns?: readonly Column[];
  /** Times a second at which a row is painted anew, at most: 10 unless told otherwise. */
  readonly maxFps?: number;
  readonly exchange?: string;
  readonly onSelect?: (symbol: string) => void;
}

/** A table of markets as they move. Its rows are painted, not rendered, when prices change. */
export function RealTimeUpdates(props: RealTimeUpdatesProps) {
  const { symbols, columns = ['price', 'change', 'volume'], ...rest } = props;
  return (
    <table className="radist-updates">
      <thead>
        <tr>
          <th scope="col">Symbol</th>
          {columns.map((column) => (
            <th scope="col" key={column}>
              {COLUMNS[column][0]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {symbols.map((symbol) => (
          <Row key={symbol} symbol={symbol} columns={columns} {...rest} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<RealTimeUpdatesProps, 'symbols'> {
  readonly symbol: string;
  readonly columns: readonly Column[];
}

function Row({ symbol, columns, maxFps = 10, exchange, onSelect }: RowProps) {
  const { client, key, known } = useMarket(symbol, { exchange });
  const row = useRef<HTMLTableRowElement>(null);
  const room = topic('ticker', key);
  useEffect(() => {
    const store = paced(client.store<Ticker>(room), maxFps);
    let last: Ticker | undefined;
    const paint = () => {
      const ticker = store.get();
      if (ticker && row.current) paintRow(row.current, ticker, last);
      last = ticker;
    };
    paint();
    return store.subscribe(paint);
  }, [client, room, maxFps]);
  const first: Ticker | undefined = client.store<Ticker>(room).get() ?? known(room)();
  return (
    <tr ref={row}>
      <th scope="row">
        {onSelect ? (
          <button type="button" onClick={() => onSelect(symbol)}>
            {symbol}
          </button>
        ) : (
          symbol
        )}
      </th>
      {columns.map((column) => (
        <td key={column} data-column={column}>
          {first ? COLUMNS[column][1](first) : price(null)}
        </td>
      ))}
    </tr>
  );
}

function paintRow(row: HTMLTableRowElement, ticker: Ticker, last: Ticker | undefined): void {
  for (const cell of row.querySelectorAll<HTMLElement>('td')) {
    const text = COLUMNS[cell.dataset.column as Column][1](ticker);
    if (cell.textContent !== text) cell.textContent = text;
  }
  row.dataset.trend = wayOf(changeOf(ticker) ?? 0);
  if (last && last.price !== ticker.price) row.dataset.moved = wayOf(ticker.price - last.price);
}

function wayOf(change: number): 'up' | 'down' | 'flat' {
  if (change === 0) return 'flat';
  return change > 0 ? 'up' : 'down';
}
