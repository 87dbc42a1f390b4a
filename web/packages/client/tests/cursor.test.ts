import { expect, test } from 'vitest';
import { checksum, cursorOf } from '../src/cursor.ts';

const at = (epoch: string, seq: number) => ({ epoch, seq });

test('the checksum is the one of docs/api.md', () => {
  expect(checksum('trade.binance.BTC/USDT')).toBe('00f5dfc5');
  expect(checksum('123456789')).toBe('cbf43926');
});

test('a cursor has the positions in the order of the names', () => {
  const places = new Map([
    ['b', at('k3x', 2)],
    ['a', at('k3x', 1)],
  ]);
  expect(cursorOf(places)).toBe(`k3x.${checksum('a b')}.1-2`);
});

test('a room without a position, or of another epoch, stands where no room has been', () => {
  const places = new Map([
    ['a', at('k3x', 1)],
    ['b', null],
    ['c', at('old', 7)],
  ]);
  expect(cursorOf(places)).toBe(`k3x.${checksum('a b c')}.1-999999999999999999-999999999999999999`);
});

test('where nothing is known there is no cursor', () => {
  expect(cursorOf(new Map([['a', null]]))).toBeNull();
});
