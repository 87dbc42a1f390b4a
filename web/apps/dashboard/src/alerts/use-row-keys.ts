import type { Alert } from '@radist/client';
import { useKeys } from '../keys/use-keys.ts';
import { useServer } from '../server.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { makeAlert } from './wish.ts';
import { alertWords } from './words.ts';

const titles = () => [...document.querySelectorAll<HTMLElement>('.alert-title')];
const rowOf = (element: Element | null) => element?.closest<HTMLElement>('[data-alert]');

/** Keys walk the alerts, and make one more of the market that the focus is on. */
export function useRowKeys(alerts: readonly Alert[]): void {
  const { words } = useLanguage();
  const own = useWords(alertWords);
  const { about } = useServer();
  const go = (by: number) => {
    const all = titles();
    const row = rowOf(document.activeElement);
    const at = all.findIndex((title) => row?.contains(title));
    const next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by));
    all[next]?.focus();
    return all.length > 0;
  };
  const make = () => {
    const id = rowOf(document.activeElement)?.dataset.alert;
    const market = alerts.find((alert) => alert.id === id) ?? about?.markets[0];
    if (market) makeAlert(market);
    return market !== undefined;
  };
  useKeys(own.keys, [
    { keys: ['j', 'ArrowDown'], shown: 'j ↓', label: words.keys.next, run: () => go(1) },
    { keys: ['k', 'ArrowUp'], shown: 'k ↑', label: words.keys.previous, run: () => go(-1) },
    { keys: 'a', label: own.keyMake, run: make },
  ]);
}
