const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;
/** As many digits before the point, and as many behind it, may an amount have. */
const MOST = 60;

const tens = (exponent: number) => 10n ** BigInt(exponent);

/** An exact decimal, `units` × 10^−`scale`: money is never a float. */
export class Money {
  static readonly ZERO = new Money(0n, 0);

  private constructor(
    readonly units: bigint,
    readonly scale: number,
  ) {}

  /** What a text or a number of JSON says; null where that is no amount. */
  static of(told: string | number | null | undefined): Money | null {
    const found = FORM.exec(String(told ?? ''));
    if (!found) return null;
    const [, sign, whole = '', part = '', exponent = '0'] = found;
    const digits = whole + part;
    const scale = part.length - Number(exponent);
    if (!digits || digits.length > 2 * MOST || Math.abs(scale) > MOST) return null;
    const units = BigInt(sign + digits || '0');
    return scale < 0 ? new Money(units * tens(-scale), 0) : new Money(units, scale);
  }

  plus(other: Money): Money {
    const scale = Math.max(this.scale, other.scale);
    return new Money(this.at(scale) + other.at(scale), scale);
  }

  minus(other: Money): Money {
    return this.plus(other.negated());
  }

  times(other: Money): Money {
    return new Money(this.units * other.units, this.scale + other.scale);
  }

  /** The quotient with so many decimals, what is beyond cut off; null where there is none. */
  over(other: Money, scale = 12): Money | null {
    if (other.units === 0n) return null;
    const up = tens(scale + other.scale);
    return new Money((this.units * up) / (other.units * tens(this.scale)), scale);
  }

  /** The largest multiple of a step that is not above. */
  floor(step: Money): Money {
    if (step.units <= 0n) return this;
    const scale = Math.max(this.scale, step.scale);
    const [units, each] = [this.at(scale), step.at(scale)];
    const rest = ((units % each) + each) % each;
    return new Money(units - rest, scale);
  }

  /** With so many decimals, the last one rounded, halves away from zero. */
  round(scale: number): Money {
    if (this.scale <= scale) return this;
    const cut = tens(this.scale - scale);
    const half = this.units < 0n ? -cut / 2n : cut / 2n;
    return new Money((this.units + half) / cut, scale);
  }

  negated(): Money {
    return new Money(-this.units, this.scale);
  }

  /** −1, 0 or 1. */
  get sign(): number {
    return this.units === 0n ? 0 : this.units < 0n ? -1 : 1;
  }

  /** Below zero where this is less than the other, zero where it is the same. */
  compare(other: Money): number {
    return this.minus(other).sign;
  }

  /** As short as it is exact: `1.5`, never `1.50` or `15e-1`. */
  toString(): string {
    const digits = String(this.units < 0n ? -this.units : this.units).padStart(this.scale + 1, '0');
    const cut = digits.length - this.scale;
    const part = digits.slice(cut).replace(/0+$/, '');
    return `${this.units < 0n ? '-' : ''}${digits.slice(0, cut)}${part ? `.${part}` : ''}`;
  }

  private at(scale: number): bigint {
    return this.units * tens(scale - this.scale);
  }
}

/** The sum of what is known. */
export function sum(amounts: Iterable<Money | null>): Money {
  let total = Money.ZERO;
  for (const amount of amounts) if (amount) total = total.plus(amount);
  return total;
}

/** What somebody typed, in whose language `point` stands before the decimals; null is no amount. */
export function typed(text: string, point: '.' | ',' = '.'): Money | null {
  const tight = text.replace(/[\s\u202f\u00a0]/g, '');
  if (point === ',') return Money.of(tight.replace(',', '.'));
  const grouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(tight);
  return Money.of(grouped ? tight.replaceAll(',', '') : tight);
}
