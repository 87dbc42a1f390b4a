import { expect, test } from 'vitest';
import { healthWords } from '../../src/health/words.ts';
import { multiWords } from '../../src/multi/words.ts';
import { symbolWords } from '../../src/symbol/words.ts';
import { en } from '../../src/words/en.ts';
import { Format } from '../../src/words/format.ts';
import { ru } from '../../src/words/ru.ts';

const english = new Format(en);
const russian = new Format(ru);

test('prices are cut at the decimal point of the language', () => {
  expect(english.price(67012.4, 2)).toEqual(['67,012', '.40']);
  expect(russian.price(67012.4, 2)).toEqual(['67\u202f012', ',40']);
  expect(english.price(5, 0)).toEqual(['5', '']);
});

test('an unknown price is a dash, never zero', () => {
  expect(english.price(null, 2)).toEqual(['—', '']);
  expect(english.price(undefined, 2)).toEqual(['—', '']);
});

test('a change has a shape and a sign', () => {
  expect(english.change(2.314)).toBe('▲ +2.31 %');
  expect(english.change(-1.07)).toBe('▼ −1.07 %');
  expect(english.change(-0.001)).toBe('0.00 %');
  expect(russian.change(-1.07)).toBe('▼ −1,07 %');
});

test('nothing is not negative', () => {
  expect(english.ms(-0.3)).toBe('0 ms');
  expect(english.ms(-1.5)).toBe('−1 ms');
});

test('large values are compact in each language', () => {
  expect(english.compact(1_241_000_000)).toBe('1.24B');
  expect(russian.compact(1_241_000_000)).toBe('1,24\u202fмлрд');
});

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [14_900, '14 s'],
  [60_000, '1 min'],
  [7_200_000, '2 h'],
  [200_000_000, '2 d'],
])('an age of %i ms is %s', (ms, text) => {
  expect(english.age(ms)).toBe(text);
});

test.each([
  [1, '1 рынок'],
  [3, '3 рынка'],
  [11, '11 рынков'],
  [20, '20 рынков'],
  [21, '21 рынок'],
])('%i is counted as %s', (count, text) => {
  expect(ru.marketCount(count)).toBe(text);
});

/** Every text of a dictionary, with its path; functions are called with a sample. */
function texts(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const here = `${path}${key}`;
    if (typeof value === 'object') return texts(value, `${here}.`);
    return [[here, typeof value === 'function' ? String(value(7, 8)) : value]];
  });
}

/** What is the same in both languages, or only a frame around words that come from elsewhere. */
const SAME = new Set([
  ...['locale', 'language', 'version', 'connection.attempt', 'settings.languages.en'],
  ...['pageTitle', 'transports.websocket', 'transports.poll', 'columns.latency'],
  'browser.transports.ws',
]);

test.each([
  ['the shell', en, ru],
  ['Feed health', healthWords.en, healthWords.ru],
  ['a symbol', symbolWords.en, symbolWords.ru],
  ['Multi-View', multiWords.en, multiWords.ru],
])(
  'every Russian text of %s is Russian, and there is one for each English one',
  (_, one, other) => {
    const foreign = texts(other).filter(([path, text]) => !SAME.has(path) && !/[а-яё]/i.test(text));
    expect(foreign.map(([path]) => path)).toEqual([]);
    const names = (words: object) => texts(words).map(([path]) => path);
    expect(names(other)).toEqual(names(one));
  },
);
