import { Money } from '@radist/client/trading';
import { useMemo } from 'react';
import { shorten } from '../chart/prices.ts';
import { Kept, useKept } from '../memory.ts';
import { tidy, UNKNOWN } from '../words/format.ts';
import { useLanguage } from '../words/language.tsx';

/** Whether amounts of money are hidden from who looks over the shoulder. */
export const hidden = new Kept<boolean>('hide-amounts', (stored) => stored === true);

const VEIL = '•••••';
type Told = string | null | undefined;

/** Exact amounts in one language; those of the account can be hidden, prices are everybody's. */
export class Amounts {
  private readonly formats = new Map<string, Intl.NumberFormat>();

  constructor(
    private readonly locale: string,
    private readonly veiled: boolean,
  ) {}

  /** Of the account's money: two decimals, more where it is less than one. */
  money(amount: Told): string {
    return this.veil(amount, () => this.write(amount, 2, isSmall(amount) ? 8 : 2));
  }

  /** What was gained or lost, with its sign. */
  gain(amount: Told): string {
    return this.veil(amount, () => signed(amount, this.write(positive(amount), 2, 2)));
  }

  /** Of what the account has, all digits. */
  own(amount: Told): string {
    return this.veil(amount, () => this.write(amount, 0, 8));
  }

  /** Of a price or a size that everybody may see, all digits. */
  exact(amount: Told, least = 0): string {
    return amount == null ? UNKNOWN : this.write(amount, least, Math.max(least, 8));
  }

  /** Of a price that was worked out: eight digits that count, long rows of zeros as their number. */
  price(price: Told): string {
    return price == null ? UNKNOWN : shorten(this.write(price, 0, 18, 8));
  }

  /** A part of a whole in percent, with its sign; nobody's money can be read from it. */
  part(amount: Told, whole: Money | null): string {
    const told = Money.of(amount);
    const percent = told && whole && told.times(Money.of(100) as Money).over(whole, 8);
    return percent
      ? `${signed(String(percent), this.write(positive(String(percent)), 2, 2))} %`
      : '';
  }

  /** What is told in percent, with its sign. */
  percent(told: Told): string {
    return told == null ? UNKNOWN : `${signed(told, this.write(positive(told), 2, 4), 4)} %`;
  }

  private veil(amount: Told, write: () => string): string {
    if (amount == null) return UNKNOWN;
    return this.veiled ? VEIL : write();
  }

  private write(amount: Told, least: number, most: number, digits?: number): string {
    const key = `${least} ${most} ${digits}`;
    const known =
      this.formats.get(key) ??
      new Intl.NumberFormat(this.locale, {
        minimumFractionDigits: least,
        maximumFractionDigits: most,
        ...(digits ? { maximumSignificantDigits: digits } : {}),
      });
    this.formats.set(key, known);
    // Texts are written with all their digits, as numbers could not be.
    return tidy(known.format(amount as `${number}`));
  }
}

function isSmall(amount: Told): boolean {
  return /^-?0\./.test(amount ?? '') && Number(amount) !== 0;
}

const positive = (amount: Told) => amount?.replace('-', '');

function signed(amount: Told, text: string, decimals = 2): string {
  const rounded = Money.of(amount)?.round(decimals).sign ?? 0;
  return rounded > 0 ? `+${text}` : rounded < 0 ? `−${text}` : text;
}

/** Of what is gained: up, down or neither. */
export function wayOf(amount: Told): 'up' | 'down' | 'flat' {
  const sign = Money.of(amount)?.round(2).sign ?? 0;
  return sign > 0 ? 'up' : sign < 0 ? 'down' : 'flat';
}

export function useAmounts(): Amounts {
  const { locale } = useLanguage().words;
  const veiled = useKept(hidden);
  return useMemo(() => new Amounts(locale, veiled), [locale, veiled]);
}

/** What stands before decimals in the reader's language. */
export function usePoint(): '.' | ',' {
  return useLanguage().words.locale === 'en-US' ? '.' : ',';
}
