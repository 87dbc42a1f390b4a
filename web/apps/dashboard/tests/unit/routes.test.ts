import { expect, test } from 'vitest';
import { parsePath, paths } from '../../src/routing/routes.ts';

test.each([
  ['/', { page: 'markets' }],
  ['/s/binance/BTC-USDT', { page: 'symbol', exchange: 'binance', symbol: 'BTC/USDT' }],
  ['/s/binance/BTC%2FUSDT', { page: 'symbol', exchange: 'binance', symbol: 'BTC/USDT' }],
  ['/multi', { page: 'multi', layout: '' }],
  ['/multi/a%20b', { page: 'multi', layout: 'a b' }],
  ['/alerts', { page: 'alerts' }],
  ['/trade', { page: 'trade' }],
  ['/tokens', { page: 'tokens', mint: '' }],
  ['/tokens/So1%2F..', { page: 'tokens', mint: 'So1/..' }],
  ['/health', { page: 'health' }],
  ['/health/', { page: 'health' }],
  ['/dev/gallery', { page: 'gallery' }],
  ['/s/binance', { page: 'missing' }],
  ['/s/binance/a/b', { page: 'missing' }],
  ['/toString', { page: 'missing' }],
  ['/nothing', { page: 'missing' }],
  ['/multi/%E0%A4%A', { page: 'multi', layout: '%E0%A4%A' }],
])('%s is a page', (path, route) => {
  expect(parsePath(path)).toEqual(route);
});

test.each([
  'BTC/USDT',
  'BTC/USDT:USDT',
  'BTC/USDT:USDT-251226-100000-C',
  'A-B/USDT',
  'LOWER-CASE',
  '<img src=x>/USDT',
  'a/b/c',
  '%2F',
  '..',
])('the address of %s leads to it', (symbol) => {
  const path = new URL(paths.symbol('binance', symbol), 'http://localhost').pathname;
  expect(parsePath(path)).toEqual({ page: 'symbol', exchange: 'binance', symbol });
});

test('half a character does no harm', () => {
  expect(paths.multi('\ud800')).toBe('/multi/%EF%BF%BD');
});
