import type { Condition, Measure } from '@radist/client';
import type { Format } from '../words/format.ts';
import { inUnits, type Unit } from './duration.ts';

/** Pieces of a condition in one language. */
export interface Phrases {
  readonly units: Readonly<Record<Unit, string>>;
  readonly of: Readonly<Record<string, string>>;
  readonly measures: Readonly<Record<string, string>>;
  readonly conditions: { readonly [T in Condition['type']]: Phrase<T> };
  /** What follows the exchange's name: "BTC/USDT on binance …". */
  on(symbol: string, exchange: string, what: string): string;
}

type Of<T> = Condition extends infer C
  ? C extends { readonly type: infer Type }
    ? T extends Type
      ? C
      : never
    : never
  : never;
type Phrase<T> = (condition: Of<T>, say: Sayings) => string;

/** How numbers and what is inside are written. */
export interface Sayings {
  number(value: number): string;
  lasting(seconds: number): string;
  /** A fraction as a percentage. */
  fraction(value: number): string;
  measure(measure: Measure | number): string;
  inside(condition: Condition): string;
  readonly of: Readonly<Record<string, string>>;
}

/** The condition in words, without the symbol: "crosses above 70,000". */
export function phrase(condition: Condition, phrases: Phrases, format: Format): string {
  const say: Sayings = {
    of: phrases.of,
    // What is being written may have none yet.
    number: (value) => (Number.isFinite(value) ? format.quantity(value) : '…'),
    lasting: (seconds) => lasting(seconds, phrases, format),
    fraction: (value) => `${format.quantity(value * 100)} %`,
    measure: (measure) =>
      typeof measure === 'number' ? say.number(measure) : measureIn(measure, phrases),
    inside: (inner) => {
      const text = phrase(inner, phrases, format);
      return inner.type === 'all' || inner.type === 'any' ? `(${text})` : text;
    },
  };
  const { conditions } = phrases;
  // A server that is newer than the page may have conditions which it does not know.
  if (!Object.hasOwn(conditions, condition.type)) return condition.type;
  return (conditions[condition.type] as Phrase<Condition['type']>)(condition as never, say);
}

export function lasting(seconds: number, { units }: Phrases, format: Format): string {
  const [count, unit] = inUnits(seconds);
  return `${format.quantity(count)} ${units[unit]}`;
}

function measureIn({ measure, period, fast, slow, signal, width }: Measure, { measures }: Phrases) {
  const name = Object.hasOwn(measures, measure) ? measures[measure] : measure;
  const numbers = measure.startsWith('macd')
    ? [fast, slow, signal]
    : measure.startsWith('bollinger')
      ? [period, width]
      : [period];
  return [name, ...numbers.filter(Boolean)].join(' ');
}
