import type { Alert, Delivery, Trigger } from '@radist/client';
import { expect, test } from 'vitest';
import { asCsv, matches, queryOf, withLive } from '../../../src/alerts/history-list.ts';
import { alertsView, inTab } from '../../../src/alerts/view.ts';

const ALL = { alert: '', result: '', from: '', to: '' };
const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 12, minute)).toISOString();

function trigger(id: string, minute: number, change: Partial<Trigger> = {}): Trigger {
  return {
    ...{ id, alert: 'a_1', name: 'mine', exchange: 'binance', symbol: 'BTC/USDT' },
    ...{ condition: { type: 'gap' }, price: 5, value: 5, time: at(minute), fired: at(minute) },
    ...{ late: false, test: false, message: '', deliveries: [] },
    ...change,
  };
}

function delivery(state: Delivery['state'], target = 'hook'): Delivery {
  const rest = { status: 200, took_ms: 5, error: '', next: null, payload: null };
  return { target, kind: 'webhook', state, attempts: 1, ...rest };
}

const ids = (triggers: readonly Trigger[]) => triggers.map(({ id }) => id);

test('what is told live is there once, newest first, as it is now', () => {
  const fetched = [trigger('t_2', 2), trigger('t_1', 1)];
  const live = [trigger('t_3', 3), trigger('t_2', 2, { deliveries: [delivery('delivered')] })];
  const shown = withLive(fetched, live, ALL);
  expect(ids(shown)).toEqual(['t_3', 't_2', 't_1']);
  expect(shown[1]?.deliveries).toHaveLength(1);
});

test('what REST knows of deliveries is not lost to an older word', () => {
  const fetched = [trigger('t_1', 1, { deliveries: [delivery('delivered')] })];
  const [shown] = withLive(fetched, [trigger('t_1', 1)], ALL);
  expect(shown?.deliveries).toHaveLength(1);
});

test('what is older than the page, or not asked for, does not come between', () => {
  const fetched = [trigger('t_5', 5), trigger('t_4', 4)];
  expect(ids(withLive(fetched, [trigger('t_1', 1)], ALL))).toEqual(['t_5', 't_4']);
  const other = trigger('t_6', 6, { alert: 'a_2' });
  expect(ids(withLive(fetched, [other], { ...ALL, alert: 'a_1' }))).toEqual(['t_5', 't_4']);
});

test('a filter is by alert, by what became of a delivery, and by day', () => {
  const dead = trigger('t_1', 1, {
    deliveries: [delivery('delivered', 'a'), delivery('dead', 'b')],
  });
  expect(matches(dead, { ...ALL, result: 'failed' })).toBe(true);
  expect(matches(dead, { ...ALL, result: 'delivered' })).toBe(true);
  expect(matches(dead, { ...ALL, result: 'pending' })).toBe(false);
  expect(matches(dead, { ...ALL, from: at(2) })).toBe(false);
  expect(matches(dead, { ...ALL, from: at(1), to: at(2) })).toBe(true);
  expect(matches(dead, { ...ALL, to: at(1) })).toBe(false);
  const { from, to } = queryOf({ ...ALL, from: '2026-11-27', to: '2026-11-27' });
  expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
});

test('a file for a spreadsheet quotes what has to be, and nothing in it is a formula', () => {
  const evil = trigger('t_1', 1, { name: '=HYPERLINK("http://evil")', message: 'a, b\n"c"' });
  const [head, line] = asCsv([{ ...evil, price: -1 }]).split('\r\n');
  expect(head).toMatch(/^time,alert,name,/);
  expect(line).toContain(`"'=HYPERLINK(""http://evil"")"`);
  expect(line).toContain('"a, b\n""c"""');
  expect(line).toContain(',-1,5,');
});

test('the address keeps the tab and the filter, and nothing else', () => {
  const read = (query: string) => alertsView.read(new URLSearchParams(query));
  const view = { tab: 'paused', alert: 'a_1', result: 'failed', from: '2026-11-27', to: '' };
  expect(read(new URLSearchParams(alertsView.write(view as never)).toString())).toEqual(view);
  expect(read('tab=x&result=<b>&from=yesterday')).toEqual({ ...ALL, tab: 'active' });
});

test('each alert that can fire is active or paused, and all have a tab', () => {
  const alerts = (['active', 'paused', 'done', 'expired'] as const).map(
    (state) => ({ id: state, state }) as Alert,
  );
  expect(inTab(alerts, 'active').map(({ id }) => id)).toEqual(['active']);
  expect(inTab(alerts, 'paused').map(({ id }) => id)).toEqual(['paused']);
  expect(inTab(alerts, 'all')).toHaveLength(4);
});
