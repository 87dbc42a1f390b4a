import type { Bar } from '@radist/client/views';
import { describe, expect, test } from 'vitest';
import { bandsOf, barAt, isSound, tailOf } from '../../../src/chart/bars.ts';

const bar = (minute: number, close = 1, source = 'live') =>
  ({ time_open: minute * 60e6, open: 1, high: 2, low: 0.5, close, volume: 1, source }) as Bar;

describe('what is drawn already', () => {
  const row = [bar(1), bar(2), bar(3)];

  test('is gone on with when the newest bar moves, closes, or another begins', () => {
    expect(tailOf(row, [...row.slice(0, 2), bar(3, 1.5)])).toBe(2);
    expect(tailOf(row, [...row, bar(4)])).toBe(3);
    expect(tailOf(row, [...row])).toBe(3);
  });

  test('is drawn anew when older bars came, changed or went', () => {
    expect(tailOf([], row)).toBeNull();
    expect(tailOf(row, [bar(0), ...row])).toBeNull();
    expect(tailOf(row, [bar(1, 1.7), ...row.slice(1)])).toBeNull();
    expect(tailOf(row, [...row.slice(0, 2), bar(2.5), row[2] as Bar])).toBeNull();
    expect(tailOf(row, row.slice(1))).toBeNull();
    // The library takes no news of a bar before its newest.
    expect(tailOf(row, [...row.slice(0, 1), bar(2, 2), row[2] as Bar, bar(4)])).toBeNull();
  });
});

describe('bands', () => {
  test('are where bars are missing, and where they came by backfill', () => {
    const bars = [bar(1), bar(2), bar(5), bar(6, 1, 'backfill'), bar(7, 1, 'backfill'), bar(8)];
    expect(bandsOf(bars, '1m')).toEqual([
      { from: 180, to: 300, kind: 'missing' },
      { from: 360, to: 480, kind: 'backfilled' },
    ]);
  });

  test('are none of history that is older than what was heard', () => {
    const row = [bar(1, 1, 'backfill'), bar(2, 1, 'backfill'), bar(3)];
    expect(bandsOf(row, '1m')).toEqual([]);
    expect(bandsOf(row.slice(0, 2), '1m')).toEqual([]);
  });

  test('are none of bars without holes', () => {
    expect(bandsOf([bar(0), bar(5), bar(10)], '5m')).toEqual([]);
    expect(bandsOf([], '1m')).toEqual([]);
  });
});

test('the bar of a moment is the last that began before it', () => {
  const row = [bar(1), bar(2), bar(5)];
  expect([59, 60, 150, 299, 300, 9999].map((time) => barAt(row, time))).toEqual([
    ...[-1, 0, 1, 1, 2, 2],
  ]);
});

test('a bar with something that is no number is not drawn', () => {
  expect(isSound(bar(1))).toBe(true);
  expect(isSound({ ...bar(1), close: null as never })).toBe(false);
  expect(isSound({ ...bar(1), high: Number.NaN })).toBe(false);
});
