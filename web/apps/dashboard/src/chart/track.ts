import type { Bar } from '@radist/client/views';
import { Bollinger, Ema, type Formula, Macd, Rsi, Sma, type Values, Vwap } from './formulas.ts';
import type { Indicator, Kind } from './indicators.ts';

const MAKES: Record<Kind, (...numbers: number[]) => Formula> = {
  sma: (n = 20) => new Sma(n),
  ema: (n = 20) => new Ema(n),
  bb: (n = 20, width = 2) => new Bollinger(n, width),
  rsi: (n = 14) => new Rsi(n),
  macd: (fast = 12, slow = 26, signal = 9) => new Macd(fast, slow, signal),
  vwap: () => new Vwap(),
};

/** The values of one indicator along the bars; only the newest is computed again when it changes. */
export class Track {
  private formula: Formula;
  private newest: Bar | null = null;

  constructor(readonly indicator: Indicator) {
    this.formula = this.make();
  }

  /** Begins anew with other bars. */
  run(bars: readonly Bar[]): Values[] {
    this.formula = this.make();
    this.newest = null;
    return bars.map((bar) => this.next(bar));
  }

  /** The newest bar changed, or another one began. */
  next(bar: Bar): Values {
    if (this.newest && bar.time_open > this.newest.time_open) this.formula.commit(this.newest);
    this.newest = bar;
    return this.formula.peek(bar);
  }

  private make(): Formula {
    return MAKES[this.indicator.kind](...this.indicator.numbers);
  }
}
