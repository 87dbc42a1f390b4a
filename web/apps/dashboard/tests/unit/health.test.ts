import { expect, test } from 'vitest';
import {
  type ExchangeHealth,
  type FeedGap,
  type Incident,
  lookOf,
  totalsOf,
} from '../../src/health/health.ts';
import { hoursOf, marksOf, SPAN_MS } from '../../src/health/lanes.ts';
import { asIssue, asJson, entriesOf, filtered } from '../../src/health/log.ts';
import { healthWords } from '../../src/health/words.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const us = (ms: number) => ms * 1000;

function incident(change: Partial<Incident>): Incident {
  return {
    number: 1,
    kind: 'outage',
    exchange: 'binance',
    channel: null,
    symbol: null,
    begin: us(NOW - 60_000),
    end: us(NOW - 30_000),
    detail: 'no route | to host',
    ...change,
  };
}

const gap: FeedGap = {
  number: 7,
  exchange: 'binance',
  symbol: 'BTC/USDT',
  channel: 'trade',
  interval: '',
  cause: 'reconnect',
  from_id: '10',
  to_id: '20',
  from_time: us(NOW - 50_000),
  to_time: us(NOW - 40_000),
  time: us(NOW - 30_000),
  state: 'open',
  events: 0,
};

test('gaps tell of themselves where they are known; all is newest first', () => {
  const incidents = [incident({}), incident({ number: 2, kind: 'gap' })];
  expect(entriesOf(incidents, []).map(({ id }) => id)).toEqual(['incident 1', 'incident 2']);
  const both = entriesOf(incidents, [gap]);
  expect(both.map(({ id, detail }) => [id, detail])).toEqual([
    ['gap 7', 'reconnect 10–20'],
    ['incident 1', 'no route | to host'],
  ]);
});

test('a gap of which nobody knows when it began does not fill the day', () => {
  const [unknown] = entriesOf([], [{ ...gap, from_time: 0 }]);
  expect(unknown).toMatchObject({ begin: NOW - 40_000, end: NOW - 40_000 });
  const [nothing] = entriesOf([], [{ ...gap, from_time: null, to_time: null }]);
  expect(nothing).toMatchObject({ begin: NOW - 30_000, end: NOW - 30_000 });
});

test('of each hole the log tells what became of it and how many events were brought', () => {
  const states = ['open', 'filling', 'filled', 'lost'] as const;
  const gaps = states.map((state, at) => ({ ...gap, number: at, state, events: at * 11 }));
  const told = entriesOf([incident({})], gaps).map(({ id, hole, events }) => [id, hole, events]);
  expect(told).toEqual([
    ['gap 0', 'open', 0],
    ['gap 1', 'filling', 11],
    ['gap 2', 'filled', 22],
    ['gap 3', 'lost', 33],
    ['incident 1', null, 0],
  ]);
  const filter = { kind: null, exchange: '', text: 'lost' };
  expect(filtered(entriesOf([], gaps), filter).map(({ id }) => id)).toEqual(['gap 3']);
  expect(asIssue(entriesOf([], gaps), '0.1.0')).toContain('| gap, lost | reconnect 10–20 |');
  for (const words of Object.values(healthWords)) {
    expect(states.map((state) => words.holes[state]).every(Boolean)).toBe(true);
    expect(words.events(1)).not.toBe(words.events(2));
  }
});

test('the log is filtered by type, exchange and any word in it', () => {
  const entries = entriesOf([incident({}), incident({ number: 2, exchange: 'bybit' })], [gap]);
  const count = (filter: object) =>
    filtered(entries, { kind: null, exchange: '', text: '', ...filter }).length;
  expect([count({}), count({ kind: 'gap' }), count({ exchange: 'bybit' })]).toEqual([3, 1, 1]);
  expect([count({ text: ' btc/usdt' }), count({ text: 'nothing' })]).toEqual([1, 0]);
});

test('the log can be taken away for a program and for people', () => {
  const entries = entriesOf([incident({ end: null })], []);
  expect(JSON.parse(asJson(entries))[0]).toMatchObject({
    begin: '2026-11-27T11:59:00.000Z',
    end: null,
  });
  expect(asIssue(entries, '0.1.0').split('\n')).toEqual([
    'Radist 0.1.0',
    '',
    '| time | exchange | channel | symbol | type | detail | lasted |',
    '|---|---|---|---|---|---|---|',
    '| 2026-11-27T11:59:00.000Z | binance |  |  | outage | no route \\| to host | lasts |',
  ]);
});

test('a lane shows what is of its exchange and of its 24 hours', () => {
  const entries = entriesOf(
    [
      incident({ number: 1, begin: us(NOW - 2 * SPAN_MS), end: us(NOW - SPAN_MS / 2) }),
      incident({ number: 2, begin: us(NOW - SPAN_MS / 4), end: null }),
      incident({ number: 3, begin: us(NOW - 3 * SPAN_MS), end: us(NOW - 2 * SPAN_MS) }),
      incident({ number: 4, exchange: 'bybit' }),
    ],
    [],
  );
  expect(marksOf(entries, 'binance', NOW).map(({ at, width }) => [at, width])).toEqual([
    [0, 0.5],
    [0.75, 0.25],
  ]);
});

test('what is lost for good is drawn last, and what is open after what was filled', () => {
  const holes = (['lost', 'open', 'filled'] as const).map((state, number) => ({
    ...gap,
    number,
    state,
    from_time: us(NOW - 60_000 * (3 - number)),
    to_time: us(NOW),
  }));
  const drawn = marksOf(entriesOf([], holes), 'binance', NOW).map(({ entry }) => entry.hole);
  expect(drawn).toEqual(['filled', 'open', 'lost']);
});

test('hours on the scale are those of the reader', () => {
  const utc = hoursOf(NOW, 6, 0).map(({ ms }) => new Date(ms).getUTCHours());
  expect(utc).toEqual([12, 18, 0, 6]);
  const india = hoursOf(NOW, 6, 330).map(({ ms }) => new Date(ms + 330 * 60_000).getUTCHours());
  expect(india).toEqual([18, 0, 6, 12]);
});

test('of times the worst exchange counts, of numbers all together', () => {
  const one = { lag_p50_ms: 40, lag_p99_ms: null, clock_offset_ms: 2, reconnects_24h: 1 };
  const other = { lag_p50_ms: null, lag_p99_ms: 90, clock_offset_ms: -5, reconnects_24h: 2 };
  const gaps = { gaps_open: 1, gaps_repaired: 2, gaps_lost: 3 };
  const exchanges = [one, other].map((some) => ({ ...some, ...gaps }) as ExchangeHealth);
  expect(totalsOf(exchanges)).toEqual({
    p50: 40,
    p99: 90,
    clock: -5,
    reconnects: 3,
    open: 2,
    repaired: 4,
    lost: 6,
  });
  expect(totalsOf([]).p50).toBeNull();
});

test('a state of a later server is no reason to fail', () => {
  expect(lookOf('live')).toBe('live');
  expect(lookOf('melted' as never)).toBe('idle');
});
