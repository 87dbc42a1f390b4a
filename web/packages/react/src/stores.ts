import type { ReadableStore } from '@radist/client';
import { paced } from '@radist/client/views';
import { useMemo, useSyncExternalStore } from 'react';

export interface Paced {
  /** Renders at most so many times a second; once per animation frame unless told otherwise. */
  readonly maxFps?: number | undefined;
}

const nothing = () => undefined;

/** What a store shows, or what `pick` takes from it; renders when that is another. */
export function useStore<T, P = T>(
  store: ReadableStore<T>,
  { maxFps, initial = nothing }: Paced & { initial?: () => T | undefined },
  pick: (value: T | undefined) => P | undefined = (value) => value as P | undefined,
): P | undefined {
  const calm = useMemo(() => (maxFps ? paced(store, maxFps) : store), [store, maxFps]);
  const get = () => pick(calm.get() ?? initial());
  return useSyncExternalStore(calm.subscribe, get, () => pick(initial()));
}
