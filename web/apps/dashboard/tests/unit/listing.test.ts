import { expect, test } from 'vitest';
import type { Market } from '../../src/about.ts';
import { gridOf, shownColumns } from '../../src/markets/columns.ts';
import {
  allMarkets,
  chosenOf,
  kindOf,
  type ListedTicker,
  quoteOf,
  roomOf,
} from '../../src/markets/listing.ts';

function market(exchange: string, symbol: string): Market {
  return { exchange, symbol, native: symbol, room: roomOf({ exchange, symbol }), price_step: 1 };
}

const markets = [
  market('binance', 'BTC/USDT'),
  market('binance', 'ETH/BTC'),
  market('bybit', 'BTC/USDT:USDT'),
  market('bybit', 'BTC/USDT:USDT-261225'),
];

test.each([
  ['BTC/USDT', 'spot', 'USDT'],
  ['BTC/USDT:USDT', 'perp', 'USDT'],
  ['BTC/USD:BTC-261225', 'dated', 'USD'],
  ['NONSENSE', 'spot', ''],
])('%s is %s against %s', (symbol, kind, quote) => {
  expect([kindOf(symbol), quoteOf(symbol)]).toEqual([kind, quote]);
});

test.each([
  [{}, 4],
  [{ tab: 'spot' }, 2],
  [{ tab: 'perp' }, 1],
  [{ exchange: 'bybit' }, 2],
  [{ quote: 'USDT' }, 3],
  [{ quote: 'USDT', tab: 'spot' }, 1],
  [{ tab: 'favourites' }, 1],
] as const)('%j leaves %i of four', (choice, count) => {
  const all = { tab: 'all', exchange: '', quote: '', ...choice } as const;
  expect(chosenOf(markets, all, new Set(['ticker.binance.ETH/BTC']))).toHaveLength(count);
});

test('what the server follows beside the front page is there too, with as many decimals as it has', () => {
  const ticker = (symbol: string) =>
    ({
      exchange: 'binance',
      symbol,
      native: symbol,
      price: 1.5,
      open: 1.25,
      high: 2,
      low: 1,
    }) as ListedTicker;
  const all = allMarkets(markets.slice(0, 1), [ticker('BTC/USDT'), ticker('SOL/USDT')]);
  expect(all.map(({ symbol, price_step }) => [symbol, price_step])).toEqual([
    ['BTC/USDT', 1],
    ['SOL/USDT', 0.01],
  ]);
});

test('funding has a column only where there are contracts', () => {
  expect(shownColumns(['last', 'funding', 'interest'], false)).toEqual(['last']);
  expect(shownColumns(['last', 'funding'], true)).toEqual(['last', 'funding']);
});

test('a page with less room has fewer columns', () => {
  const { wide, narrow } = gridOf(['last', 'bid', 'age']);
  expect([wide.split(' ').length, narrow.split(' ').length]).toEqual([5, 4]);
});
