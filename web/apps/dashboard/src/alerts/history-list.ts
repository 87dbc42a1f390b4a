import type { Delivery, Trigger } from '@radist/client';
import type { HistoryQuery } from './server.ts';

/** What the view asks of the history, with days as the moments at which they begin and end. */
export function queryOf(view: Omit<HistoryQuery, never>): HistoryQuery {
  const { alert, result, from, to } = view;
  return { alert, result, from: momentOf(from, 0), to: momentOf(to, 1) };
}

/** The beginning of a day here, or of one after it. */
function momentOf(day: string, later: number): string {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return '';
  return new Date(year, month - 1, date + later).toISOString();
}

export function matches(trigger: Trigger, { alert, result, from, to }: HistoryQuery): boolean {
  const fired = Date.parse(trigger.fired);
  if (alert && trigger.alert !== alert) return false;
  if (from && fired < Date.parse(from)) return false;
  if (to && fired >= Date.parse(to)) return false;
  return !result || trigger.deliveries.some((delivery) => resultOf(delivery) === result);
}

const resultOf = ({ state }: Delivery) => (state === 'dead' ? 'failed' : state);

/** What REST answered with what was told since: each firing once, as it is now, newest first. */
export function withLive(
  fetched: readonly Trigger[],
  live: readonly Trigger[],
  wanted: HistoryQuery,
): readonly Trigger[] {
  const known = new Map(fetched.map((trigger) => [trigger.id, trigger]));
  const oldest = fetched.at(-1)?.fired;
  for (const trigger of live) {
    // What is older than the last page may not be the next one.
    const isNear = oldest === undefined || trigger.fired >= oldest;
    if (known.has(trigger.id) || (isNear && matches(trigger, wanted))) {
      known.set(trigger.id, merged(known.get(trigger.id), trigger));
    }
  }
  return [...known.values()].sort((a, b) => Date.parse(b.fired) - Date.parse(a.fired));
}

/** What was asked for later may know of deliveries that were told earlier. */
function merged(before: Trigger | undefined, now: Trigger): Trigger {
  if (!before || now.deliveries.length >= before.deliveries.length) return now;
  return { ...now, deliveries: before.deliveries };
}

/** The firings for a spreadsheet; times in ISO 8601. */
export function asCsv(triggers: readonly Trigger[]): string {
  const head = ['time', 'alert', 'name', 'exchange', 'symbol', 'price', 'value', 'late', 'test'];
  const rows = triggers.map((trigger) => {
    const { time, alert, name, exchange, symbol, price, value, late, test } = trigger;
    const plain = [time, alert, name, exchange, symbol, price, value, late, test];
    return [...plain, trigger.message, trigger.deliveries.map(deliveryText).join('; ')];
  });
  return [[...head, 'message', 'deliveries'], ...rows].map(lineOf).join('\r\n');
}

const deliveryText = ({ target, state, attempts }: Delivery) => `${target} ${state} ${attempts}`;

function lineOf(cells: readonly unknown[]): string {
  return cells.map((cell) => cellOf(String(cell ?? ''))).join(',');
}

/** A text that a spreadsheet would take for a formula is marked as a text. */
function cellOf(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
