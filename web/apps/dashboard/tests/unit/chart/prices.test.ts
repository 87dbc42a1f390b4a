import { describe, expect, test } from 'vitest';
import { Prices, rounded, shorten } from '../../../src/chart/prices.ts';
import { en } from '../../../src/words/en.ts';
import { Format } from '../../../src/words/format.ts';
import { ru } from '../../../src/words/ru.ts';

const english = (step: number, lot: number | null = null) => new Prices(new Format(en), step, lot);
const russian = (step: number, lot: number | null = null) => new Prices(new Format(ru), step, lot);

describe('prices and sizes', () => {
  test('have the decimals of their steps, in either language', () => {
    expect(english(0.01, 0.001).price(67012.4)).toBe('67,012.40');
    expect(english(0.01, 0.001).size(1.5)).toBe('1.500');
    expect(russian(0.01, 0.001).price(67012.4)).toBe('67\u202f012,40');
  });

  test('count the zeros of very small prices', () => {
    expect(english(1e-9).price(0.000001234)).toBe('0.0₅1234');
    expect(english(1e-8).price(0.00001234)).toBe('0.0₄1234');
    expect(russian(1e-8).price(0.00001234)).toBe('0,0₄1234');
    expect(english(1e-8).full(0.00001234)).toBe('0.00001234');
  });

  test('write few zeros as they are, and none where there is nothing after them', () => {
    expect(['0.00123', '0.000123', '0.0000123', '0.00000', '10.00001'].map(shorten)).toEqual([
      ...['0.00123', '0.000123', '0.0₄123', '0.00000', '10.00001'],
    ]);
  });

  test('have a real minus, and a dash where nothing is known', () => {
    expect(english(0.1).price(-5.5)).toBe('−5.5');
    expect([english(0.1).price(null), english(0.1).size(undefined)]).toEqual(['—', '—']);
  });

  test('of millions are compact', () => {
    expect(english(0.1, 1).size(12_345_678)).toBe('12.35M');
  });

  test('without a step have four decimals, or as many as show two digits', () => {
    const sizes = [250, 1.5, 0.0016, 0.0000163, 0];
    expect(sizes.map((size) => english(0.1).size(size))).toEqual([
      ...['250.0000', '1.5000', '0.0016', '0.000016', '0.0000'],
    ]);
  });

  test('are plain for programs', () => {
    expect(russian(0.01).plain(67012.4)).toBe('67012.40');
  });
});

test.each([
  [76_207.649_999_9, 0.01, 76_207.65],
  [0.123_456, 0.0005, 0.1235],
  [1234.4, 5, 1235],
  [0.000_012_345_67, 0, 0.000_012_346],
])('%d with a step of %d is %d', (price, step, wanted) => {
  expect(String(rounded(price, step))).toBe(String(wanted));
});
