import type { ReadableStore } from '@radist/client';
import { useConnection } from '@radist/react';
import { useEffect, useReducer, useSyncExternalStore } from 'react';
import { type Condition, type PanelState, panelState } from '../panel/state.ts';

const BEAT_MS = 1000;
type Told = Omit<Condition, 'connection'>;

/**
 * The state of a panel over a store. `tell` reads it from what the store shows; the panel renders
 * when that is another, and once a second where an age is told.
 */
export function useStateOf<T>(
  store: ReadableStore<T>,
  tell: (shown: T | undefined) => Told,
): PanelState {
  const { state: connection } = useConnection();
  const summary = () => JSON.stringify({ ...tell(store.get()), ageMs: null });
  useSyncExternalStore(store.subscribe, summary);
  const state = panelState({ connection, ...tell(store.get()) });
  useBeat(state.kind !== 'loading');
  return state;
}

function useBeat(on: boolean): void {
  const [, beat] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(beat, BEAT_MS);
    return () => clearInterval(timer);
  }, [on]);
}
