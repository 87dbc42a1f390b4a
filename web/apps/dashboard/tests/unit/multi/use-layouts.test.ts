import { afterEach, expect, test, vi } from 'vitest';
import { newId } from '../../../src/multi/use-layouts.ts';

afterEach(() => vi.unstubAllGlobals());

test('a page without TLS has ids for its layouts, too', () => {
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  vi.stubGlobal('crypto', { getRandomValues });
  expect(newId()).toMatch(/^local-[\w-]+$/);
  expect(newId()).not.toBe(newId());
});
