import { expect, test } from 'vitest';
import { find } from '../../src/shell/finding.ts';

const all = [
  ['binance', 'ETH/BTC'],
  ['binance', 'BTC/USDT'],
  ['binance_usdm', 'BTC/USDT:USDT'],
  ['bybit', 'BTC/USDT'],
  ['binance', 'SOL/USDT'],
  ['bybit', 'WBTC/USDT'],
].map(([exchange = '', symbol = '']) => ({
  exchange,
  symbol,
  native: symbol.replace(/\/|:USDT/g, ''),
}));

const found = (query: string, most = 10) =>
  find(all, query, most).map(({ exchange, symbol }) => `${exchange} ${symbol}`);

test.each([
  ['btc', 'binance BTC/USDT'],
  ['BTCUSDT', 'binance BTC/USDT'],
  ['bybit btc', 'bybit BTC/USDT'],
  ['btc byb', 'bybit BTC/USDT'],
  ['ethbtc', 'binance ETH/BTC'],
  ['wbtc', 'bybit WBTC/USDT'],
  ['slusd', 'binance SOL/USDT'],
  ['btc/usdt:usdt', 'binance_usdm BTC/USDT:USDT'],
])('%s finds %s first', (query, first) => {
  expect(found(query)[0]).toBe(first);
});

test('each word has to fit', () => {
  expect(found('btc kraken')).toEqual([]);
  expect(found('zzz')).toEqual([]);
  expect(found('///')).toEqual([]);
});

test('nothing typed shows the first ones', () => {
  expect(found('  ', 2)).toEqual(['binance ETH/BTC', 'binance BTC/USDT']);
});
