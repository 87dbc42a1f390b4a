import type { Ticker } from '@radist/client';

/** Numbers as people read them. An unknown one is a dash, never 0; a minus is a minus. */

const UNKNOWN = '—';
const formats = new Map<number, Intl.NumberFormat>();
let compact: Intl.NumberFormat | undefined;

/** As many digits as tell such prices apart. */
export function price(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  const size = Math.abs(value);
  const digits = size >= 1000 ? 2 : size >= 1 ? 4 : 8;
  const format =
    formats.get(digits) ?? new Intl.NumberFormat('en', { maximumFractionDigits: digits });
  formats.set(digits, format);
  return signed(format.format(value));
}

/** In percent of the price 24 hours ago, where the exchange does not say it, too. */
export function changeOf({ price_change_percent, price: now, open }: Ticker): number | null {
  return price_change_percent ?? (open ? (now / open - 1) * 100 : null);
}

/** Large ones in short: 1.24B. */
export function amount(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  compact ??= new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
  return signed(compact.format(value));
}

/** An amount that is a text, with all of its digits. */
export function exact(text: string | null | undefined): string {
  if (text == null) return UNKNOWN;
  const [whole = '', part] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return signed(part === undefined ? grouped : `${grouped}.${part}`);
}

export function percent(value: number | null | undefined): string {
  if (value == null) return UNKNOWN;
  return `${value > 0 ? '+' : ''}${signed(value.toFixed(2))} %`;
}

function signed(text: string): string {
  return text.replace('-', '\u2212');
}
