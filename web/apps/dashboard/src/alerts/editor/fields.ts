import type { Condition } from '@radist/client';

export type ConditionType = Condition['type'];

/** One thing to fill in of a condition. */
export interface Field {
  readonly name: string;
  readonly kind: 'price' | 'number' | 'duration' | 'choice';
  /** What it has at first; a price begins with that of now. */
  readonly start: string;
  readonly options?: readonly string[];
  /** May stay empty. */
  readonly optional?: boolean;
  /** There only where another field has this value. */
  readonly when?: (values: Values) => boolean;
}

export type Values = Readonly<Record<string, string>>;

const PRICES = ['trade', 'bid', 'ask', 'mid', 'mark'];
const WAYS = ['either', 'up', 'down'];
const MEASURES = [
  ...['close', 'open', 'high', 'low', 'volume', 'sma', 'ema', 'rsi', 'vwap'],
  ...['macd', 'macd_signal', 'macd_histogram'],
  ...['bollinger_upper', 'bollinger_middle', 'bollinger_lower'],
];
const INTERVALS = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '12h', '1d', '1w'];

const level: Field = { name: 'level', kind: 'price', start: '' };
const of: Field = { name: 'of', kind: 'choice', start: 'trade', options: PRICES };
const direction: Field = { name: 'direction', kind: 'choice', start: 'either', options: WAYS };
const number = (name: string, start: string, rest: Partial<Field> = {}): Field => ({
  name,
  kind: 'number',
  start,
  ...rest,
});
const duration = (name: string, start: string, rest: Partial<Field> = {}): Field => ({
  name,
  kind: 'duration',
  start,
  ...rest,
});
const choice = (name: string, options: readonly string[]): Field => ({
  name,
  kind: 'choice',
  start: options[0] as string,
  options,
});
const by = (way: string) => (values: Values) => values.by === way;
const hasPeriod = (measure = '') => /^(rsi|sma|ema|bollinger)/.test(measure);
const isMacd = ({ measure = '' }: Values) => measure.startsWith('macd');
const free = { optional: true };

/** What there is to fill in of each condition. */
export const FIELDS: Readonly<Record<ConditionType, readonly Field[]>> = {
  crosses: [level, direction, of],
  above: [level, of],
  below: [level, of],
  change: [number('percent', '2'), duration('window', '900'), direction],
  volume_spike: [number('times', '5'), duration('window', '60'), duration('baseline', '3600')],
  trade_size: [
    choice('by', ['times', 'quantity', 'value']),
    number('times', '10', { when: by('times') }),
    duration('baseline', '3600', { when: by('times') }),
    number('quantity', '', { when: by('quantity') }),
    number('value', '', { when: by('value') }),
  ],
  spread: [number('percent', '0.1')],
  funding: [number('rate', '0.0005'), choice('side', ['above', 'below'])],
  open_interest: [number('percent', '5'), duration('window', '3600'), direction],
  extreme: [choice('of', ['high', 'low']), duration('window', '86400')],
  candle: [
    choice('interval', INTERVALS),
    choice('measure', MEASURES),
    number('period', '', { ...free, when: ({ measure }) => hasPeriod(measure) }),
    number('fast', '', { ...free, when: isMacd }),
    number('slow', '', { ...free, when: isMacd }),
    number('signal', '', { ...free, when: isMacd }),
    number('width', '', { ...free, when: ({ measure = '' }) => measure.startsWith('bollinger') }),
    choice('op', ['above', 'below', 'crosses_up', 'crosses_down']),
    choice('against', ['number', ...MEASURES]),
    number('level_of', '', { when: ({ against }) => against === 'number' }),
    number('against_period', '', { ...free, when: ({ against }) => hasPeriod(against) }),
  ],
  stale: [duration('seconds', '30'), of],
  gap: [],
  all: [duration('within', '60')],
  any: [],
};

/** In the order of the list; the common ones first. */
export const GROUPS = {
  common: ['crosses', 'above', 'below', 'change', 'volume_spike', 'spread', 'funding', 'stale'],
  more: ['trade_size', 'open_interest', 'extreme', 'candle', 'gap'],
  together: ['all', 'any'],
} as const satisfies Record<string, readonly ConditionType[]>;

export const isTogether = (type: ConditionType): boolean => type === 'all' || type === 'any';

export function shownFields(type: ConditionType, values: Values): readonly Field[] {
  return FIELDS[type].filter(({ when }) => !when || when(values));
}
