import type { Alert, Condition, Definition, Key, Repeat } from '@radist/client';
import { type ConditionType, FIELDS, isTogether, shownFields, type Values } from './fields.ts';

/** A condition while it is being written: numbers are texts, and may be none yet. */
export interface ConditionDraft {
  readonly type: ConditionType;
  readonly values: Values;
  readonly parts: readonly ConditionDraft[];
}

/** An alert while it is being written. */
export interface Draft extends Omit<Definition, 'condition' | 'repeat' | 'rearm' | 'expires'> {
  /** Null before it is saved. */
  readonly id: string | null;
  readonly version: number;
  readonly condition: ConditionDraft;
  readonly repeat: {
    readonly type: Repeat['type'];
    readonly interval: string;
    readonly cooldown: string;
  };
  readonly rearm: string;
  /** In the reader's own time, as the field has it: `2026-11-27T12:00`. */
  readonly expires: string;
  readonly readOnly: boolean;
}

const NOTHING: Values = {};

/** Of fields that both have, what is there stays; `level` is where a price begins. */
export function newCondition(
  type: ConditionType,
  before: Values = NOTHING,
  level = '',
): ConditionDraft {
  const values = FIELDS[type].map(({ name, start, options }) => {
    const kept = before[name];
    const fits = kept !== undefined && kept !== '' && (!options || options.includes(kept));
    return [name, fits ? kept : name === 'level' ? level : start];
  });
  const parts = isTogether(type)
    ? [newCondition('crosses', { level }), newCondition('change')]
    : [];
  return { type, values: Object.fromEntries(values), parts };
}

/** An alert that does not exist yet. */
export function newDraft({ exchange, symbol }: Key, level: number | null, message: string): Draft {
  const condition = newCondition('crosses', level === null ? NOTHING : { level: String(level) });
  return {
    id: null,
    version: 0,
    name: '',
    exchange,
    symbol,
    condition,
    repeat: { type: 'once', interval: '1m', cooldown: '300' },
    rearm: '0',
    expires: '',
    targets: ['browser'],
    message,
    note: '',
    readOnly: false,
  };
}

export function draftOf(alert: Alert): Draft {
  const { id, version, name, exchange, symbol, targets, message, note, repeat } = alert;
  return {
    ...{ id, version, name, exchange, symbol, targets, message, note },
    condition: conditionDraftOf(alert.condition),
    repeat: {
      type: repeat.type,
      interval: repeat.type === 'candle' ? repeat.interval : '1m',
      cooldown: String(repeat.type === 'every' ? repeat.cooldown : 300),
    },
    rearm: String(alert.rearm),
    expires: alert.expires ? localText(new Date(alert.expires)) : '',
    readOnly: alert.source === 'config',
  };
}

/** The same again as a new one. */
export function copyOf(alert: Alert, name: string): Draft {
  return { ...draftOf(alert), id: null, version: 0, name, readOnly: false };
}

function conditionDraftOf(condition: Condition): ConditionDraft {
  const {
    type,
    conditions = [],
    ...rest
  } = condition as Condition & {
    readonly conditions?: readonly Condition[];
  };
  const values = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]])),
  );
  const special = specialOf(condition);
  return {
    type,
    values: { ...newCondition(type).values, ...values, ...special },
    parts: conditions.map(conditionDraftOf),
  };
}

/** Fields of the form that stand for others of the condition. */
function specialOf(condition: Condition): Values {
  if (condition.type === 'trade_size') {
    return { by: condition.quantity ? 'quantity' : condition.value ? 'value' : 'times' };
  }
  if (condition.type !== 'candle') return NOTHING;
  const { against } = condition;
  if (typeof against === 'number') return { against: 'number', level_of: String(against) };
  const { measure, period, ...more } = against;
  const kept = { against: measure, against_more: JSON.stringify(more) };
  return period ? { ...kept, against_period: String(period) } : kept;
}

export function conditionOf({ type, values, parts }: ConditionDraft): Condition {
  const entries = shownFields(type, values).flatMap(({ name, kind }): [string, unknown][] => {
    const text = values[name] ?? '';
    if (text === '' || FORM_ONLY.includes(name)) return [];
    return [[name, kind === 'choice' ? text : Number(text)]];
  });
  const against = type === 'candle' ? { against: againstOf(values) } : {};
  const inner = isTogether(type) ? { conditions: parts.map(conditionOf) } : {};
  return { type, ...Object.fromEntries(entries), ...against, ...inner } as Condition;
}

const FORM_ONLY = ['by', 'against', 'level_of', 'against_period'];

/** What a measure of candles is held against: a number, or another measure. */
function againstOf({ against = '', level_of, against_period, against_more = '{}' }: Values) {
  if (against === 'number') return Number(level_of);
  const period = against_period ? { period: Number(against_period) } : {};
  return { ...JSON.parse(against_more), measure: against, ...period };
}

/** What the server is told; `named` is what it is called where nobody named it. */
export function definitionOf(draft: Draft, named: string): Definition {
  const { name, exchange, symbol, targets, message, note, expires } = draft;
  return {
    ...{ exchange, symbol, targets, message, note },
    name: name.trim() || named,
    condition: conditionOf(draft.condition),
    repeat: repeatOf(draft.repeat),
    rearm: Number(draft.rearm) || 0,
    expires: expires ? new Date(expires).toISOString() : null,
  };
}

function repeatOf({ type, interval, cooldown }: Draft['repeat']): Repeat {
  if (type === 'candle') return { type, interval };
  return type === 'every' ? { type, cooldown: Number(cooldown) || 0 } : { type };
}

/** As a field for a time wants it, in the zone of the browser. */
function localText(time: Date): string {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** Whether it has a price level of its own to be drawn. */
export const hasLine = ({ type }: ConditionDraft): boolean =>
  FIELDS[type].some(({ name }) => name === 'level');
