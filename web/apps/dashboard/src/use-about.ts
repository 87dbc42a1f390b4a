import { useCallback, useEffect, useState } from 'react';
import { type About, fetchAbout } from './about.ts';

export type Load =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'ready'; readonly about: About };

/** Loads what the server says about itself; `reload` tries again. */
export function useAbout(): [Load, () => void] {
  const [load, setLoad] = useState<Load>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another load
  useEffect(() => {
    const abort = new AbortController();
    fetchAbout(abort.signal).then(
      (about) => setLoad({ state: 'ready', about }),
      (cause: Error) => {
        if (!abort.signal.aborted) setLoad({ state: 'failed', reason: cause.message });
      },
    );
    return () => abort.abort();
  }, [attempt]);
  const reload = useCallback(() => {
    setLoad({ state: 'loading' });
    setAttempt((count) => count + 1);
  }, []);
  return [load, reload];
}
