import { expect, test } from 'vitest';
import { panelState, staleAfterMs } from '../../src/panel/state.ts';

const error = { what: 'no history', code: 'HTTP 503' };

test('what is missing, then what is old, matters more than that numbers come', () => {
  const condition = {
    connection: 'live',
    filled: true,
    ageMs: 20_000,
    staleAfterMs: 10_000,
  } as const;
  expect(panelState({ ...condition, gap: '17 trades' })).toEqual({
    kind: 'gap',
    text: '17 trades',
  });
  expect(panelState(condition)).toEqual({ kind: 'stale', ageMs: 20_000 });
  expect(panelState({ ...condition, ageMs: 9000 })).toEqual({ kind: 'live' });
  expect(panelState({ ...condition, ageMs: null })).toEqual({ kind: 'live' });
});

test('without content it loads or says why not', () => {
  expect(panelState({ connection: 'live', filled: false })).toEqual({ kind: 'loading' });
  expect(panelState({ connection: 'live', filled: false, error })).toEqual({
    kind: 'error',
    ...error,
  });
});

test('values stay while the connection is made again', () => {
  const condition = { connection: 'reconnecting', filled: true, error } as const;
  expect(panelState(condition)).toEqual({ kind: 'reconnecting' });
});

test('what trades rarely is not called stale at once', () => {
  expect(staleAfterMs(10_000, null)).toBe(10_000);
  expect(staleAfterMs(10_000, 60_000)).toBe(300_000);
});
