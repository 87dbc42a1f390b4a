import type { Alert, Condition } from '@radist/client';
import { expect, test } from 'vitest';
import {
  conditionOf,
  copyOf,
  definitionOf,
  draftOf,
  newCondition,
  newDraft,
} from '../../../src/alerts/editor/draft.ts';
import { FIELDS, GROUPS } from '../../../src/alerts/editor/fields.ts';
import { problemOf } from '../../../src/alerts/editor/problem.tsx';

const MARKET = { exchange: 'binance', symbol: 'BTC/USDT' };

function alertOf(condition: Condition, change: Partial<Alert> = {}): Alert {
  return {
    ...{ id: 'a_1', version: 3, name: 'mine', ...MARKET, native: 'BTCUSDT', condition },
    ...{ repeat: { type: 'every', cooldown: 60 }, rearm: 0.1, expires: null, note: 'n' },
    ...{ targets: ['browser'], message: 'm', state: 'active', snoozed_until: null },
    ...{ created: '', updated: '', last_fired: null, fired: 0, evaluated: null, fault: '' },
    source: 'api',
    ...change,
  };
}

const CONDITIONS: readonly Condition[] = [
  { type: 'crosses', level: 70_000.5, direction: 'up', of: 'trade' },
  { type: 'above', level: 1e-7, of: 'mark' },
  { type: 'change', percent: 2, window: 900, direction: 'either' },
  { type: 'volume_spike', times: 5, window: 60, baseline: 3600 },
  { type: 'trade_size', times: 10, baseline: 3600 },
  { type: 'trade_size', quantity: 2 },
  { type: 'trade_size', value: 1e6 },
  { type: 'spread', percent: 0.1 },
  { type: 'funding', rate: -0.0005, side: 'below' },
  { type: 'open_interest', percent: 5, window: 3600, direction: 'down' },
  { type: 'extreme', of: 'low', window: 86_400 },
  { type: 'candle', interval: '5m', measure: 'rsi', period: 7, op: 'above', against: 70 },
  { type: 'candle', interval: '5m', measure: 'close', op: 'crosses_up', against: 0 },
  {
    ...{ type: 'candle', interval: '1h', measure: 'macd', fast: 5, op: 'below' },
    against: { measure: 'macd_signal', fast: 5, slow: 20 },
  } as Condition,
  {
    ...{ type: 'candle', interval: '1h', measure: 'ema', period: 9, op: 'crosses_up' },
    against: { measure: 'ema', period: 21 },
  } as Condition,
  { type: 'stale', seconds: 30, of: 'trade' },
  { type: 'gap' },
  {
    type: 'all',
    within: 60,
    conditions: [
      { type: 'gap' },
      { type: 'any', conditions: [{ type: 'spread', percent: 1 }, { type: 'gap' }] },
    ],
  },
];

test.each(CONDITIONS)('%j is the same after it was in the form', (condition) => {
  const draft = draftOf(alertOf(condition));
  expect(conditionOf(draft.condition)).toEqual(condition);
});

test('the form has each type once, and begins each with what can be sent but for a price', () => {
  const types = Object.values(GROUPS).flat();
  expect(types.toSorted()).toEqual(Object.keys(FIELDS).toSorted());
  expect(conditionOf(newCondition('change'))).toEqual({
    ...{ type: 'change', percent: 2, window: 900, direction: 'either' },
  });
  expect(conditionOf(newCondition('any'))).toMatchObject({ conditions: [{ type: 'crosses' }, {}] });
});

test('a level and a window stay when another type has them, too', () => {
  const crosses = newCondition('crosses', { level: '5', direction: 'up' });
  expect(newCondition('below', crosses.values).values.level).toBe('5');
  expect(newCondition('extreme', { of: 'mark' }).values.of).toBe('high');
});

test('a definition has numbers, and a name even where nobody gave one', () => {
  const draft = newDraft(MARKET, 70_000, 'text');
  expect(definitionOf(draft, 'BTC/USDT crosses 70,000')).toEqual({
    ...{ ...MARKET, name: 'BTC/USDT crosses 70,000', message: 'text', note: '', rearm: 0 },
    condition: { type: 'crosses', level: 70_000, direction: 'either', of: 'trade' },
    ...{ repeat: { type: 'once' }, expires: null, targets: ['browser'] },
  });
  const named = { ...draft, name: ' mine ', expires: '2026-11-27T12:00', rearm: '' };
  const { name, expires, rearm } = definitionOf(named, 'other');
  expect([name, rearm]).toEqual(['mine', 0]);
  expect(expires).toBe(new Date('2026-11-27T12:00').toISOString());
});

test('an alert that is edited and saved without a change is the same one', () => {
  const expires = '2026-11-27T12:00:00.000Z';
  for (const repeat of [
    { type: 'once' },
    { type: 'candle', interval: '5m' },
    { type: 'every', cooldown: 7 },
  ] as const) {
    const alert = alertOf({ type: 'gap' }, { repeat, expires });
    const { exchange, symbol, condition, rearm, targets, message, note, name } = alert;
    const definition = definitionOf(draftOf(alert), 'other');
    const same = { exchange, symbol, condition, repeat, rearm, expires, targets, message, note };
    expect(definition).toEqual({ ...same, name });
  }
});

test('a copy is a new alert that may be changed', () => {
  const copy = copyOf(alertOf({ type: 'gap' }, { source: 'config' }), 'mine (copy)');
  expect(copy).toMatchObject({ id: null, version: 0, name: 'mine (copy)', readOnly: false });
});

test.each([
  ['condition.level: expected a number', 'condition.level', 'expected a number'],
  ['condition.conditions[1].percent: too small', 'condition.conditions[1].percent', 'too small'],
  ['message: there is no {{foo}}', 'message', 'there is no {{foo}}'],
  ['you have 1000 alerts: that is all', '', 'you have 1000 alerts: that is all'],
])('%s', (message, path, text) => {
  expect(problemOf({ message })).toEqual({ path, text });
});
