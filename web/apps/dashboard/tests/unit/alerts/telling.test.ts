import { expect, test } from 'vitest';
import { claim } from '../../../src/alerts/telling.ts';

test('a firing is told by one window, once; long after it nobody remembers', () => {
  expect(claim('t_0')).toBe(true);
  expect(claim('t_0')).toBe(false);
  for (let at = 1; at <= 100; at += 1) claim(`t_${at}`);
  expect(claim('t_100')).toBe(false);
  expect(claim('t_0')).toBe(true);
});
