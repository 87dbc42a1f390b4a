import { useEffect, useSyncExternalStore } from 'react';
import { Cell } from '../memory.ts';
import { listTargets, type Target } from './server.ts';

interface Known {
  readonly targets: readonly Target[];
  /** Why the server does not say. */
  readonly failure: string | null;
}

const known = new Cell<Known>({ targets: [], failure: null });

/** Asks the server which targets there are. */
export async function learnTargets(signal = AbortSignal.timeout(10_000)): Promise<void> {
  try {
    const { targets } = await listTargets(signal);
    known.set({ targets, failure: null });
  } catch (cause) {
    if (!signal.aborted) known.set({ ...known.current(), failure: (cause as Error).message });
  }
}

/** Where alerts can go; asked anew whenever somebody begins to look. */
export function useTargets(): Known {
  useEffect(() => {
    const stop = new AbortController();
    void learnTargets(stop.signal);
    return () => stop.abort();
  }, []);
  return useSyncExternalStore(known.subscribe, known.current);
}
