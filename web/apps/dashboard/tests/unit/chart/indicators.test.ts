import type { Bar } from '@radist/client/views';
import { describe, expect, test } from 'vitest';
import {
  KINDS,
  nameIndicator,
  parseIndicator,
  parseIndicators,
  usual,
  writeIndicators,
} from '../../../src/chart/indicators.ts';
import { Track } from '../../../src/chart/track.ts';

const bar = (at: number, close: number): Bar =>
  ({ time_open: at * 60e6, open: close, high: close, low: close, close, volume: 1 }) as Bar;

/** Prices that wander the same way on each run. */
function wander(count: number, seed = 7): Bar[] {
  let [state, price] = [seed, 100];
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return Array.from({ length: count }, (_, at) => {
    const open = price;
    price = Math.max(1, price + (random() - 0.5) * 4);
    const [high, low] = [Math.max(open, price) + random(), Math.min(open, price) - random()];
    const volume = random() < 0.1 ? 0 : random() * 10;
    return { time_open: at * 3600e6, open, high, low, close: price, volume } as Bar;
  });
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const closes = (bars: readonly Bar[]) => bars.map(({ close }) => close);

/** The definitions as textbooks have them, each computed from the whole past. */
const definitions: Record<string, (bars: readonly Bar[]) => (number | null)[]> = {
  sma: (bars) => [bars.length < 20 ? null : mean(closes(bars).slice(-20))],
  ema: (bars) => [emaOf(closes(bars), 20)],
  bb: (bars) => {
    if (bars.length < 20) return [null, null, null];
    const window = closes(bars).slice(-20);
    const middle = mean(window);
    const variance = mean(window.map((close) => close ** 2)) - middle ** 2;
    const width = 2 * Math.sqrt(Math.max(0, variance));
    return [middle, middle + width, middle - width];
  },
  rsi: (bars) => {
    const all = closes(bars);
    const changes = all.slice(1).map((close, at) => close - (all[at] ?? close));
    const up = wilder(
      changes.map((change) => Math.max(0, change)),
      14,
    );
    const down = wilder(
      changes.map((change) => Math.max(0, -change)),
      14,
    );
    return [up === null || down === null ? null : 100 - 100 / (1 + up / down)];
  },
  macd: (bars) => {
    const all = closes(bars);
    const line = all.map((_, at) => apart(all.slice(0, at + 1))).filter((each) => each !== null);
    const macd = line.at(-1) ?? null;
    const signal = emaOf(line, 9);
    return [macd, signal, macd === null || signal === null ? null : macd - signal];
  },
  vwap: (bars) => {
    const day = Math.floor((bars.at(-1)?.time_open ?? 0) / 86_400e6);
    const today = bars.filter(({ time_open }) => Math.floor(time_open / 86_400e6) === day);
    const volume = sum(today.map((each) => each.volume));
    const value = sum(
      today.map(({ high, low, close, volume }) => ((high + low + close) / 3) * volume),
    );
    return [volume === 0 ? null : value / volume];
  },
};

function emaOf(values: readonly number[], length: number): number | null {
  if (values.length < length) return null;
  const start = mean(values.slice(0, length));
  const weight = 2 / (length + 1);
  return values.slice(length).reduce((ema, value) => weight * value + (1 - weight) * ema, start);
}

function wilder(values: readonly number[], length: number): number | null {
  if (values.length < length) return null;
  const start = mean(values.slice(0, length));
  return values.slice(length).reduce((now, next) => (now * (length - 1) + next) / length, start);
}

function apart(values: readonly number[]): number | null {
  const [fast, slow] = [emaOf(values, 12), emaOf(values, 26)];
  return fast === null || slow === null ? null : fast - slow;
}

describe('indicators', () => {
  test.each(KINDS)('%s is at each bar what its definition says', (kind) => {
    const bars = wander(120);
    const values = new Track(usual(kind)).run(bars);
    values.forEach((found, at) => {
      const wanted = definitions[kind]?.(bars.slice(0, at + 1)) ?? [];
      expect(found.length).toBe(wanted.length);
      wanted.forEach((value, line) => {
        if (value === null) expect(found[line]).toBeNull();
        else expect(found[line]).toBeCloseTo(value, 8);
      });
    });
  });

  test.each(KINDS)('%s of a bar that grows is that of the bar once it is over', (kind) => {
    const bars = wander(60);
    const live = new Track(usual(kind));
    const along = bars.map((whole) => {
      live.next({ ...whole, close: whole.open, volume: 0 });
      live.next({ ...whole, close: whole.open * 1.5, volume: whole.volume / 2 });
      return live.next(whole);
    });
    expect(along).toEqual(new Track(usual(kind)).run(bars));
  });

  test('RSI of the known example of 14 days is the known one', () => {
    const known = [
      ...[44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826],
      ...[45.8931, 46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439],
    ];
    const bars = known.map((close, at) => bar(at, close));
    const values = new Track(usual('rsi')).run(bars).flat().filter(Boolean);
    expect(values.map((value) => Number(value?.toFixed(2)))).toEqual([
      70.53, 66.32, 66.55, 69.41, 66.36, 57.97,
    ]);
  });

  test('prices that do not move have an RSI of 50', () => {
    const bars = Array.from({ length: 20 }, (_, at) => bar(at, 5));
    expect(new Track(usual('rsi')).run(bars).at(-1)).toEqual([50]);
  });

  test('another history begins anew', () => {
    const track = new Track(usual('ema'));
    track.run(wander(50, 1));
    expect(track.run(wander(50, 2))).toEqual(new Track(usual('ema')).run(wander(50, 2)));
  });
});

describe('the spelling of indicators', () => {
  test('is read and written the same', () => {
    const text = 'ema20,rsi14,macd12-26-9,bb20-2.5,vwap';
    expect(writeIndicators(parseIndicators(text))).toBe(text);
  });

  test('leaves out what makes no sense, and what is there twice', () => {
    expect(
      writeIndicators(parseIndicators('ema20,ema20,ma9,ema0,rsi99999,x,<b>,constructor1')),
    ).toBe('ema20,sma9');
  });

  test('takes the usual numbers where none are given', () => {
    expect(parseIndicator('macd')).toEqual(usual('macd'));
    expect(parseIndicator('macd5')?.numbers).toEqual([5, 26, 9]);
    expect(parseIndicator('rsi14-3')).toBeNull();
  });

  test('is longer in the legend', () => {
    expect(nameIndicator(usual('macd'))).toBe('MACD 12 26 9');
    expect(nameIndicator(usual('vwap'))).toBe('VWAP');
  });
});
