import { type Draft, Money, type Terms, ticketOf } from '@radist/client/trading';
import { describe, expect, test } from 'vitest';

const money = (text: string) => Money.of(text) as Money;
const terms: Terms = {
  exchange: 'binance',
  symbol: 'BTC/USDT',
  step: money('0.001'),
  fee: money('0.001'),
  quote: money('1000'),
  base: money('2'),
  bids: [
    [99, 1],
    [98, 5],
  ],
  asks: [
    [100, 1],
    [101, 2],
    [110, 10],
  ],
};
const draft: Draft = {
  side: 'buy',
  type: 'market',
  unit: 'base',
  size: money('1'),
  price: null,
  stop: null,
};
const work = (change: Partial<Draft>, other: Partial<Terms> = {}) => {
  const { quantity, cost, price, problem, order } = ticketOf(
    { ...draft, ...change },
    { ...terms, ...other },
  );
  return { quantity: String(quantity), cost: String(cost), price: String(price), problem, order };
};

describe('a ticket', () => {
  test('walks the book for what a market order would get', () => {
    expect(work({ size: money('2.0009') })).toMatchObject({
      ...{ quantity: '2', cost: '201', price: '100.5', problem: null },
      order: { symbol: 'BTC/USDT', side: 'buy', type: 'market', quantity: '2' },
    });
    expect(work({ side: 'sell', size: money('1.5') })).toMatchObject({
      ...{ quantity: '1.5', cost: '148', problem: null },
    });
  });

  test('asks for money where the size of a market buy is told in it', () => {
    const spent = work({ unit: 'quote', size: money('150.5') });
    expect(spent).toMatchObject({ quantity: '1.5', cost: '150.5', problem: null });
    expect(spent.order).toMatchObject({ quote: '150.5' });
    expect(spent.order).not.toHaveProperty('quantity');
  });

  test('leaves room for the fee in a part of the balance', () => {
    expect(work({ unit: 'percent', size: money('100') }).order).toMatchObject({
      quote: '999.000999',
    });
    const limit = work({ unit: 'percent', size: money('50'), type: 'limit', price: money('100') });
    expect(limit).toMatchObject({ quantity: '4.995', problem: null });
    const sale = work({ side: 'sell', unit: 'percent', size: money('25') });
    expect(sale).toMatchObject({ quantity: '0.5', problem: null });
  });

  test('costs a limit order at its price, and names the price in the order', () => {
    const { order, ...rest } = work({ type: 'limit', price: money('90.5'), size: money('2') });
    expect(rest).toMatchObject({ quantity: '2', cost: '181', price: '90.5' });
    expect(order).toMatchObject({ type: 'limit', price: '90.5', quantity: '2' });
    expect(work({ type: 'stop', stop: money('105'), size: money('1') }).order).toMatchObject({
      stop_price: '105',
    });
  });

  test.each([
    ['size', { size: null }, {}],
    ['size', { size: money('-1') }, {}],
    ['price', { type: 'limit' }, {}],
    ['stop', { type: 'stop', stop: money('0') }, {}],
    ['book', {}, { asks: [] }],
    ['depth', { size: money('13.1') }, {}],
    ['depth', { unit: 'quote', size: money('9999') }, { quote: null }],
    ['least', { size: money('0.0009') }, {}],
    ['balance', { size: money('9.9') }, {}],
    ['balance', { unit: 'quote', size: money('1000.01') }, {}],
    ['balance', { side: 'sell', size: money('2.001') }, {}],
    // The fee comes on top of a size.
    ['balance', { type: 'limit', price: money('100'), size: money('10') }, {}],
  ] as const)('has the problem "%s" with %o', (problem, change, other) => {
    expect(work(change as Partial<Draft>, other as Partial<Terms>)).toMatchObject({
      problem,
      order: null,
    });
  });

  test('takes any size that the desk can count where no step is known', () => {
    expect(work({ size: money('0.123456789') }, { step: Money.ZERO }).quantity).toBe('0.12345678');
  });
});
