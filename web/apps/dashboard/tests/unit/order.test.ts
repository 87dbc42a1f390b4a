import type { Ticker } from '@radist/client';
import { expect, test } from 'vitest';
import type { Market } from '../../src/about.ts';
import {
  arrange,
  changePercent,
  nextSort,
  parseSort,
  type Sort,
  writeSort,
} from '../../src/markets/order.ts';

const markets = ['BTC', 'ETH', 'ADA'].map((base): Market => {
  const symbol = `${base}/USDT`;
  return { exchange: 'binance', symbol, native: `${base}USDT`, room: symbol, price_step: 0.01 };
});

const volumes: Record<string, number> = { 'BTC/USDT': 10, 'ETH/USDT': 30 };
const latest = (room: string) => {
  const quote_volume = volumes[room];
  return quote_volume === undefined ? undefined : ({ quote_volume } as Ticker);
};
const bases = (query: string, sort: Sort | null) =>
  arrange(markets, query, sort, latest).map(({ symbol }) => symbol.slice(0, 3));

test('without a sort the server decides the order', () => {
  expect(bases('', null)).toEqual(['BTC', 'ETH', 'ADA']);
});

test('what has no value yet goes last in both directions', () => {
  expect(bases('', { key: 'volume', descending: true })).toEqual(['ETH', 'BTC', 'ADA']);
  expect(bases('', { key: 'volume', descending: false })).toEqual(['BTC', 'ETH', 'ADA']);
});

test('symbols sort by their letters', () => {
  expect(bases('', { key: 'symbol', descending: false })).toEqual(['ADA', 'BTC', 'ETH']);
});

test.each(['eth', 'ETH/US', 'ethusdt', 'binance eth', ' eth '])('%j finds ETH alone', (query) => {
  expect(bases(query, null)).toEqual(['ETH']);
});

test('three clicks on a header come back to the order of the server', () => {
  const first = nextSort(null, 'last');
  const second = nextSort(first, 'last');
  expect(first).toEqual({ key: 'last', descending: true });
  expect(second).toEqual({ key: 'last', descending: false });
  expect(nextSort(second, 'last')).toBeNull();
  expect(nextSort(second, 'symbol')).toEqual({ key: 'symbol', descending: false });
});

test('a sort survives the address, nonsense does not', () => {
  const sort: Sort = { key: 'change', descending: true };
  expect(parseSort(writeSort(sort))).toEqual(sort);
  expect(parseSort('nonsense-desc')).toBeNull();
  expect(parseSort(null)).toBeNull();
});

test('a venue without a change still has one', () => {
  expect(changePercent({ price: 110, open: 100 } as Ticker)).toBeCloseTo(10);
  expect(changePercent({ price: 110, open: 0 } as Ticker)).toBeNull();
  expect(changePercent({ price: 1, open: 1, price_change_percent: -2 } as Ticker)).toBe(-2);
});
