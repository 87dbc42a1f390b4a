import { Money } from '@radist/client/trading';
import { describe, expect, test } from 'vitest';
import { Amounts, wayOf } from '../../../src/trade/amounts.ts';

const english = new Amounts('en-US', false);
const russian = new Amounts('ru-RU', false);

describe('amounts', () => {
  test('are written whole, in each language', () => {
    expect(english.exact('12345678901234567890.12345678')).toBe(
      '12,345,678,901,234,567,890.12345678',
    );
    expect(russian.exact('-67012.4', 2)).toBe('−67\u202f012,40');
    expect(english.money('100000')).toBe('100,000.00');
    expect(english.money('0.00000012')).toBe('0.00000012');
    expect(english.money('0')).toBe('0.00');
    expect(english.exact(null)).toBe('—');
  });

  test('that were gained have a sign, unless they are nothing', () => {
    expect(['1.5', '-1.5', '0', '-0.001', '0.005'].map((gain) => english.gain(gain))).toEqual([
      ...['+1.50', '−1.50', '0.00', '0.00', '+0.01'],
    ]);
    expect(['1', '-1', '0.001', null].map(wayOf)).toEqual(['up', 'down', 'flat', 'flat']);
  });

  test('as a part of a whole are percent', () => {
    expect(english.part('-5', Money.of('200'))).toBe('−2.50 %');
    expect(english.part('5', Money.ZERO)).toBe('');
    expect(english.percent('0.0031')).toBe('+0.0031 %');
  });

  test('of prices with many zeros count these', () => {
    expect(english.price('0.000005628251456077')).toBe('0.0₅56282515');
    expect(english.price('76471.6824052')).toBe('76,471.682');
  });

  test('of the account can be hidden, prices not', () => {
    const veiled = new Amounts('en-US', true);
    expect([veiled.money('5'), veiled.gain('5'), veiled.own('5')]).toEqual(Array(3).fill('•••••'));
    expect(veiled.exact('5')).toBe('5');
    expect(veiled.money(null)).toBe('—');
  });
});
