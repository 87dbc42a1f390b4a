import { type Alerts, alerts } from '@radist/client/views';
import { useRadist } from './provider.tsx';
import { type Paced, useStore } from './stores.ts';

export type { Alerts };

/** One's alerts and their last firings, from REST and live. */
export function useAlerts(options: Paced = {}): Alerts {
  return useStore(alerts(useRadist()), options) ?? NO_ALERTS;
}
const NO_ALERTS: Alerts = {
  user: undefined,
  alerts: [],
  triggers: [],
  most: null,
  evaluated: null,
  loading: true,
  error: null,
  state: 'pending',
  refresh: () => Promise.resolve(),
};
