import { useCallback, useSyncExternalStore } from 'react';
import { remember, remembered } from './memory.ts';

export type Theme = 'dark' | 'light';

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
system.addEventListener('change', () => apply());

function chosen(): Theme | null {
  const theme = remembered('theme');
  return theme === 'dark' || theme === 'light' ? theme : null;
}

function current(): Theme {
  return chosen() ?? (system.matches ? 'dark' : 'light');
}

/** Puts the theme on the page; also before the first render, so that nothing flashes. */
export function apply(): void {
  document.documentElement.dataset.theme = current();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): [Theme, () => void] {
  const theme = useSyncExternalStore(subscribe, current);
  const toggle = useCallback(() => {
    remember('theme', current() === 'dark' ? 'light' : 'dark');
    apply();
  }, []);
  return [theme, toggle];
}
