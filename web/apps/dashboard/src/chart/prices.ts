import { decimalsOf } from '../about.ts';
import type { Format } from '../words/format.ts';
import { UNKNOWN } from '../words/format.ts';

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
/** So many zeros after the point are written as they are; more of them become a count. */
const ZEROS = 3;

/** Prices and sizes of one instrument, with the decimals of its steps, in one language. */
export class Prices {
  readonly decimals: number;
  private readonly sizeDecimals: number | null;

  constructor(
    private readonly format: Format,
    readonly step: number,
    quantityStep: number | null,
  ) {
    this.decimals = step > 0 ? decimalsOf(step) : 8;
    this.sizeDecimals = quantityStep ? decimalsOf(quantityStep) : null;
  }

  /** `67,012.40`; `0.0₅1234` where zeros would hide the digits. */
  price(value: number | null | undefined): string {
    return value === null || value === undefined ? UNKNOWN : shorten(this.full(value));
  }

  /** The same with every zero, for titles and for copying. */
  full(value: number): string {
    return this.format.number(value, this.decimals);
  }

  size(value: number | null | undefined): string {
    if (value === null || value === undefined) return UNKNOWN;
    const decimals = this.sizeDecimals ?? enough(value);
    return value >= 1e6 ? this.format.compact(value) : this.format.number(value, decimals);
  }

  /** A round size, without zeros at its end. */
  rough(value: number): string {
    const decimals = Math.max(0, -Math.floor(Math.log10(value) + 1e-9));
    return value >= 1000 ? this.format.compact(value) : this.format.number(value, decimals);
  }

  /** Of volumes, where exact is not asked for. */
  compact(value: number | null): string {
    return value === null ? UNKNOWN : this.format.compact(value);
  }

  /** Of what is no price but has its size: 4 digits that count. */
  loose(value: number): string {
    const whole = Math.max(1, Math.ceil(Math.log10(Math.abs(value) || 1)));
    return this.format.number(value, Math.min(8, Math.max(2, 4 - whole)));
  }

  /** Where the exchange can trade. */
  rounded(price: number): number {
    return rounded(price, this.step);
  }

  change(percent: number): string {
    return this.format.change(percent);
  }

  /** Of what is far below one percent, too. */
  percent(value: number): string {
    return `${this.format.number(value, Math.abs(value) < 1 ? 3 : 2)} %`;
  }

  /** A rate of funding, told as a fraction: `+0.0100 %`. */
  rate(fraction: number): string {
    const text = this.format.number(Math.abs(fraction) * 100, 4);
    return `${fraction < 0 ? '−' : '+'}${text} %`;
  }

  /** As programs read it. */
  plain(value: number): string {
    return value.toFixed(this.decimals);
  }
}

/** Decimals of what has no step: four, or as many as show two digits that count. */
function enough(value: number): number {
  return Math.min(8, Math.max(4, 1 - Math.floor(Math.log10(value || 1))));
}

/** A price where the exchange can trade; without a step with five digits that count. */
export function rounded(price: number, step: number): number {
  if (step <= 0) return Number(price.toPrecision(5));
  return Number((Math.round(price / step) * step).toFixed(decimalsOf(step)));
}

/** Writes how many zeros follow the point instead of the zeros: 0.000001234 → 0.0₅1234. */
export function shorten(text: string): string {
  return text.replace(/^([−+]?0[.,])(0+)(?=[1-9])/, (whole, head: string, zeros: string) =>
    zeros.length <= ZEROS ? whole : `${head}0${subscript(zeros.length)}`,
  );
}

function subscript(count: number): string {
  return [...String(count)].map((digit) => SUBSCRIPTS[Number(digit)]).join('');
}
