import { RadistProvider } from '@radist/react';
import { useEffect, useState } from 'react';
import type { Market } from '../about.ts';
import type { Exhibit } from '../gallery/exhibit.ts';
import { NOW, noonClient } from '../gallery/noon.ts';
import { en } from '../words/en.ts';
import { ru } from '../words/ru.ts';
import { Board } from './board.ts';
import type { ListedTicker } from './listing.ts';
import { Table } from './table.tsx';

function tickerOf(symbol: string, price: number, open: number, ageMs: number): ListedTicker {
  const step = price * 0.0001;
  const wave = Array.from({ length: 96 }, (_, at) => Math.sin(at / 9) * 0.004 * price);
  return {
    type: 'ticker',
    exchange: 'binance',
    symbol,
    native: symbol.replace(/\/|:.*/g, ''),
    time_exchange: (NOW - ageMs) * 1000,
    time_received: (NOW - ageMs) * 1000,
    price,
    open,
    high: Math.max(price, open) * 1.01,
    low: Math.min(price, open) * 0.99,
    volume: 1e9 / price,
    quote_volume: 1e9,
    bid_price: price - step,
    ask_price: price + step,
    stale: false,
    sparkline: wave.map((height, at) => open + ((price - open) * at) / 95 + height),
  };
}

const tickers = [
  tickerOf('BTC/USDT', 67012.4, 66230.1, 400),
  tickerOf('ETH/USDT', 3412.87, 3475.02, 900),
  tickerOf('DOGE/USDT', 0.15873, 0.15873, 14_000),
];

const markets = tickers.map(
  ({ exchange, symbol, native }, at): Market => ({
    exchange,
    symbol,
    native,
    room: `ticker.${exchange}.${symbol}`,
    price_step: [0.1, 0.01, 0.00001][at] ?? 1,
  }),
);

const nothing = () => {};

function Markets() {
  const [board] = useState(() => {
    const made = new Board(noonClient, 10_000);
    made.remember(tickers);
    return made;
  });
  useEffect(() => board.run(), [board]);
  return (
    <RadistProvider client={noonClient}>
      <Table
        markets={markets}
        board={board}
        columns={['last', 'change', 'spark', 'volume', 'age']}
        sort={null}
        open=""
        onSort={nothing}
        onHold={nothing}
        onOpen={nothing}
      />
    </RadistProvider>
  );
}

export const exhibits: readonly Exhibit[] = [
  { name: { en: en.markets, ru: ru.markets }, Content: Markets, wide: true },
];
