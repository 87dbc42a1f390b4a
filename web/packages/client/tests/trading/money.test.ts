import { Money, sum, typed } from '@radist/client/trading';
import { describe, expect, test } from 'vitest';

const money = (text: string | number) => Money.of(text) as Money;
const shown = (amount: Money | null) => amount && String(amount);

describe('an amount', () => {
  test('is read from texts and from numbers of JSON, and from nothing else', () => {
    const read = ['1.50', '-0.5', '.5', '7.', '1e-8', '2E3', 0.1, 1e21].map((told) =>
      shown(Money.of(told)),
    );
    const plain = ['1.5', '-0.5', '0.5', '7', '0.00000001', '2000', '0.1'];
    expect(read).toEqual([...plain, '1000000000000000000000']);
    const nothing = [
      '',
      '.',
      '-',
      '1,5',
      'NaN',
      'Infinity',
      '0x10',
      '1e999',
      ' 1',
      null,
      undefined,
    ];
    for (const told of nothing) expect(Money.of(told), String(told)).toBeNull();
  });

  test('adds, takes away and multiplies without a digit lost', () => {
    expect(shown(money('0.1').plus(money('0.2')))).toBe('0.3');
    expect(shown(money('100000.00000001').minus(money('0.00000002')))).toBe('99999.99999999');
    expect(shown(money('123456789.123456789').times(money('987654321.987654321')))).toBe(
      '121932631356500531.347203169112635269',
    );
    expect(shown(sum([money('0.1'), null, money('-0.3')]))).toBe('-0.2');
  });

  test('is divided to so many decimals, cut off, and by nothing not at all', () => {
    expect(shown(money(1).over(money(3), 4))).toBe('0.3333');
    expect(shown(money(-1).over(money(3), 4))).toBe('-0.3333');
    expect(shown(money('0.02').over(money('0.0004')))).toBe('50');
    expect(money(1).over(Money.ZERO)).toBeNull();
  });

  test('is cut to whole steps, towards less', () => {
    expect(shown(money('0.0157').floor(money('0.001')))).toBe('0.015');
    expect(shown(money('1.9').floor(money('0.25')))).toBe('1.75');
    expect(shown(money('-0.1').floor(money('0.25')))).toBe('-0.25');
    expect(shown(money('0.3').floor(money('0.1')))).toBe('0.3');
    expect(shown(money('7.7').floor(Money.ZERO))).toBe('7.7');
  });

  test('is rounded to decimals, halves away from zero', () => {
    expect(
      ['1.005', '-1.005', '1.004', '-0.004'].map((each) => shown(money(each).round(2))),
    ).toEqual(['1.01', '-1.01', '1', '0']);
  });

  test('is compared by what it is worth, not by how it is written', () => {
    expect(money('1.50').compare(money('1.5'))).toBe(0);
    expect(money('-2').compare(money('1'))).toBe(-1);
    expect(money('0.00').sign).toBe(0);
  });
});

describe('what is typed', () => {
  test('in English has groups of three and a point', () => {
    expect(['1,234.5', '1 234.5', '1234.5', '0.5'].map((each) => shown(typed(each)))).toEqual([
      ...['1234.5', '1234.5', '1234.5', '0.5'],
    ]);
    // Half a thousand or a half? Nobody knows, so nothing is ordered.
    expect(['0,5', '12,34', 'abc'].map((each) => typed(each))).toEqual([null, null, null]);
  });

  test('in Russian has spaces and a comma', () => {
    expect(
      ['1 234,5', '1\u202f234,5', '0,5', '0.5'].map((each) => shown(typed(each, ','))),
    ).toEqual([...['1234.5', '1234.5', '0.5', '0.5']]);
    expect(typed('1,234,5', ',')).toBeNull();
  });
});
