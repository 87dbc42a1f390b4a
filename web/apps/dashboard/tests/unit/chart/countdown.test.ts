import { expect, test } from 'vitest';
import { countdown } from '../../../src/chart/countdown.ts';

const days = (count: number) => `${count} d`;

test.each([
  [41.2, '0:42'],
  [0, '0:00'],
  [-5, '0:00'],
  [723, '12:03'],
  [14_341, '3:59:01'],
  [200_000, '2 d'],
])('%d seconds to go are %s', (seconds, text) => {
  expect(countdown(seconds, days)).toBe(text);
});
