import { expect, test } from 'vitest';
import { type About, decimalsOf, roomsUrl } from '../../src/about.ts';

test.each([
  [1, 0],
  [0.5, 1],
  [0.25, 2],
  [0.01, 2],
  [0.0001, 4],
  [0.00000001, 8],
  [10, 0],
])('a price step of %d asks for %i decimals', (step, decimals) => {
  expect(decimalsOf(step)).toBe(decimals);
});

test.each([
  ['http://localhost:8000/', 'ws://localhost:8001/rooms'],
  ['https://radist.example/?q=btc', 'wss://radist.example:8001/rooms'],
  ['http://[::1]:8000/', 'ws://[::1]:8001/rooms'],
])('the rooms of %s are at %s', (page, rooms) => {
  const about = { websocket: { port: 8001, path: '/rooms' } } as About;
  expect(roomsUrl(about, new URL(page) as unknown as Location)).toBe(rooms);
});
