import type { Bar } from '@radist/client/views';

/** Values of one indicator at one bar, one per line; null while there are too few bars. */
export type Values = readonly (number | null)[];

/** An indicator that goes along with the bars: the last one may change until it is over. */
export interface Formula {
  /** The values if `bar` were the newest. */
  peek(bar: Bar): Values;
  /** `bar` is over and counts from now on. */
  commit(bar: Bar): void;
}

const NOTHING = [null] as const;
/** In microseconds, as the times of bars are. */
const DAY = 86_400e6;

/** The last `length` numbers. */
class Window {
  private readonly kept: number[] = [];

  constructor(private readonly length: number) {}

  /** All of them with a newest one; null while there are too few. */
  with(value: number): readonly number[] | null {
    const before = this.kept.length - (this.length - 1);
    return before < 0 ? null : [...this.kept.slice(before), value];
  }

  push(value: number): void {
    this.kept.push(value);
    if (this.kept.length > this.length) this.kept.shift();
  }
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Simple moving average of closes. */
export class Sma implements Formula {
  private readonly window: Window;

  constructor(length: number) {
    this.window = new Window(length);
  }

  peek({ close }: Bar): Values {
    const closes = this.window.with(close);
    return closes ? [mean(closes)] : NOTHING;
  }

  commit({ close }: Bar): void {
    this.window.push(close);
  }
}

/** Exponential smoothing that begins with the plain mean of its first `length` numbers. */
class Smoothing {
  private seen = 0;
  private value = 0;

  constructor(
    private readonly length: number,
    /** The weight of a new number: 2/(n+1) for an EMA, 1/n as Wilder has it. */
    private readonly weight: number,
  ) {}

  peek(next: number): number | null {
    return this.seen + 1 < this.length ? null : this.after(next);
  }

  commit(next: number): void {
    this.value = this.after(next);
    this.seen += 1;
  }

  private after(next: number): number {
    const weight = this.seen < this.length ? 1 / (this.seen + 1) : this.weight;
    return this.value + (next - this.value) * weight;
  }
}

const exponential = (length: number) => new Smoothing(length, 2 / (length + 1));

/** Exponential moving average of closes. */
export class Ema implements Formula {
  private readonly smoothing: Smoothing;

  constructor(length: number) {
    this.smoothing = exponential(length);
  }

  peek({ close }: Bar): Values {
    return [this.smoothing.peek(close)];
  }

  commit({ close }: Bar): void {
    this.smoothing.commit(close);
  }
}

/** Bollinger bands: the mean of closes, and `width` deviations above and below it. */
export class Bollinger implements Formula {
  private readonly window: Window;

  constructor(
    length: number,
    private readonly width: number,
  ) {
    this.window = new Window(length);
  }

  peek({ close }: Bar): Values {
    const closes = this.window.with(close);
    if (!closes) return [null, null, null];
    const middle = mean(closes);
    const deviation = Math.sqrt(mean(closes.map((each) => (each - middle) ** 2)));
    return [middle, middle + this.width * deviation, middle - this.width * deviation];
  }

  commit({ close }: Bar): void {
    this.window.push(close);
  }
}

/** Relative strength: how much of what closes moved was upwards, 0 to 100, smoothed as Wilder does. */
export class Rsi implements Formula {
  private before: number | null = null;
  private readonly ups: Smoothing;
  private readonly downs: Smoothing;

  constructor(length: number) {
    this.ups = new Smoothing(length, 1 / length);
    this.downs = new Smoothing(length, 1 / length);
  }

  peek({ close }: Bar): Values {
    if (this.before === null) return NOTHING;
    const up = this.ups.peek(Math.max(0, close - this.before));
    const down = this.downs.peek(Math.max(0, this.before - close));
    if (up === null || down === null) return NOTHING;
    return [up + down === 0 ? 50 : (100 * up) / (up + down)];
  }

  commit({ close }: Bar): void {
    if (this.before !== null) {
      this.ups.commit(Math.max(0, close - this.before));
      this.downs.commit(Math.max(0, this.before - close));
    }
    this.before = close;
  }
}

/** Two averages apart (MACD), the average of that (signal), and how far these two are apart. */
export class Macd implements Formula {
  private readonly fast: Smoothing;
  private readonly slow: Smoothing;
  private readonly signal: Smoothing;

  constructor(fast: number, slow: number, signal: number) {
    this.fast = exponential(fast);
    this.slow = exponential(slow);
    this.signal = exponential(signal);
  }

  peek({ close }: Bar): Values {
    const macd = this.apart(close);
    if (macd === null) return [null, null, null];
    const signal = this.signal.peek(macd);
    return [macd, signal, signal === null ? null : macd - signal];
  }

  commit({ close }: Bar): void {
    const macd = this.apart(close);
    if (macd !== null) this.signal.commit(macd);
    this.fast.commit(close);
    this.slow.commit(close);
  }

  private apart(close: number): number | null {
    const [fast, slow] = [this.fast.peek(close), this.slow.peek(close)];
    return fast === null || slow === null ? null : fast - slow;
  }
}

/** The mean price of a UTC day so far, weighted by volume. */
export class Vwap implements Formula {
  private day = Number.NaN;
  private value = 0;
  private volume = 0;

  peek(bar: Bar): Values {
    const { value, volume } = this.with(bar);
    return [volume > 0 ? value / volume : null];
  }

  commit(bar: Bar): void {
    Object.assign(this, this.with(bar));
  }

  private with({ time_open, high, low, close, volume }: Bar) {
    const day = Math.floor(time_open / DAY);
    const [value, before] = day === this.day ? [this.value, this.volume] : [0, 0];
    const typical = (high + low + close) / 3;
    return { day, value: value + typical * volume, volume: before + volume };
  }
}
