import type { Condition } from '@radist/client';
import { expect, test } from 'vitest';
import { inUnits } from '../../../src/alerts/duration.ts';
import { phrase } from '../../../src/alerts/phrases.ts';
import { en } from '../../../src/alerts/words/en.ts';
import { ru } from '../../../src/alerts/words/ru.ts';
import { en as english } from '../../../src/words/en.ts';
import { Format } from '../../../src/words/format.ts';
import { ru as russian } from '../../../src/words/ru.ts';

const inEnglish = (condition: Condition) => phrase(condition, en.phrases, new Format(english));
const inRussian = (condition: Condition) =>
  phrase(condition, ru.phrases, new Format(russian)).replaceAll('\u202f', ' ');

const level = 70_000.5;
const CASES: readonly (readonly [Condition, string, string])[] = [
  [
    { type: 'crosses', level, direction: 'up' },
    'crosses above 70,000.5',
    'пересекает снизу вверх 70 000,5',
  ],
  [{ type: 'crosses', level }, 'crosses 70,000.5', 'пересекает 70 000,5'],
  [{ type: 'crosses', level: 0.00000000869 }, 'crosses 0.00000000869', 'пересекает 0,00000000869'],
  [{ type: 'above', level, of: 'bid' }, 'is above 70,000.5 (bid)', 'выше 70 000,5 (спрос)'],
  [{ type: 'below', level }, 'is below 70,000.5', 'ниже 70 000,5'],
  [
    { type: 'change', percent: 2.5, window: 900, direction: 'down' },
    'falls by 2.5 % within 15 min',
    'падает на 2,5 % за 15 мин',
  ],
  [
    { type: 'volume_spike', times: 5, window: 60, baseline: 3600 },
    'trades 5× its usual volume within 1 min (usual: over 1 h)',
    'торгуется в объёме 5× от обычного за 1 мин (обычный: за 1 ч)',
  ],
  [
    { type: 'trade_size', value: 1e6 },
    'has a trade worth 1,000,000 or more',
    'сделка на сумму от 1 000 000',
  ],
  [{ type: 'trade_size', quantity: 2 }, 'has a trade of 2 or more', 'сделка размером от 2'],
  [
    { type: 'trade_size', times: 10, baseline: 60 },
    'has a trade 10× the usual size',
    'сделка в 10× от обычного размера',
  ],
  [{ type: 'spread', percent: 0.1 }, 'has a spread of 0.1 % or more', 'спред от 0,1 %'],
  [
    { type: 'funding', rate: 0.0005, side: 'above' },
    'has a funding rate above 0.05 %',
    'ставка финансирования выше 0,05 %',
  ],
  [
    { type: 'open_interest', percent: 5, window: 3600, direction: 'up' },
    'has open interest that rises by 5 % within 1 h',
    'открытый интерес растёт на 5 % за 1 ч',
  ],
  [
    { type: 'extreme', of: 'high', window: 86_400 },
    'makes a new high of 1 d',
    'новый максимум за 1 д',
  ],
  [
    {
      type: 'candle',
      interval: '5m',
      measure: 'rsi',
      period: 14,
      op: 'crosses_up',
      against: 70,
    },
    'closes a 5m candle: RSI 14 crosses above 70',
    'закрыта свеча 5m: RSI 14 пересекает снизу вверх 70',
  ],
  [
    {
      type: 'candle',
      interval: '1h',
      measure: 'macd',
      op: 'below',
      against: { measure: 'macd_signal', fast: 5 },
    },
    'closes a 1h candle: MACD is below MACD signal 5',
    'закрыта свеча 1h: MACD ниже сигнал MACD 5',
  ],
  [{ type: 'stale', seconds: 90 }, 'is silent for 90 s', 'молчит 90 с'],
  [{ type: 'gap' }, 'has a gap in its data', 'пропуск в данных'],
  [
    {
      type: 'all',
      within: 60,
      conditions: [
        { type: 'gap' },
        {
          type: 'any',
          conditions: [
            { type: 'above', level: 2 },
            { type: 'below', level: 1 },
          ],
        },
      ],
    },
    'has a gap in its data and (is above 2 or is below 1), all within 1 min',
    'пропуск в данных и (выше 2 или ниже 1), всё за 1 мин',
  ],
];

test.each(CASES)('%j in words', (condition, text, текст) => {
  expect(inEnglish(condition)).toBe(text);
  expect(inRussian(condition)).toBe(текст);
});

test('a condition that the page does not know is called by its type, whatever that is', () => {
  for (const type of ['moon_phase', 'constructor', '__proto__']) {
    expect(inEnglish({ type } as unknown as Condition)).toBe(type);
  }
});

test.each([
  [90, 90, 'second'],
  [900, 15, 'minute'],
  [7200, 2, 'hour'],
  [172_800, 2, 'day'],
  [0.5, 0.5, 'second'],
  [0, 0, 'second'],
] as const)('%d s are %d %ss', (seconds, count, unit) => {
  expect(inUnits(seconds)).toEqual([count, unit]);
});
