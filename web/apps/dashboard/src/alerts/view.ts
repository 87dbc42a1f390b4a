import type { Alert } from '@radist/client';
import type { SearchShape } from '../routing/router.ts';

export const TABS = ['active', 'paused', 'all'] as const;
export type Tab = (typeof TABS)[number];
export const RESULTS = ['delivered', 'failed', 'pending'] as const;

/** What the address says of the page: the tab, and which firings are shown. Dates are days: `2026-11-27`. */
export interface AlertsView {
  readonly tab: Tab;
  readonly alert: string;
  readonly result: string;
  readonly from: string;
  readonly to: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const dayIn = (text: string | null) => (text && DAY.test(text) ? text : '');

export const alertsView: SearchShape<AlertsView> = {
  read: (query) => ({
    tab: TABS.find((tab) => tab === query.get('tab')) ?? 'active',
    alert: query.get('alert') ?? '',
    result: RESULTS.find((result) => result === query.get('result')) ?? '',
    from: dayIn(query.get('from')),
    to: dayIn(query.get('to')),
  }),
  write: ({ tab, ...rest }) => ({ tab: tab === 'active' ? '' : tab, ...rest }),
};

/** Active ones are those that can still fire by themselves. */
export function inTab(alerts: readonly Alert[], tab: Tab): readonly Alert[] {
  if (tab === 'all') return alerts;
  return alerts.filter(({ state }) => (state === 'paused') === (tab === 'paused') && isOpen(state));
}

const isOpen = (state: Alert['state']) => state === 'active' || state === 'paused';
