import { useEffect, useReducer } from 'react';

/** Renders again a few times a second while something counts down or up. */
export function useSeconds(active: boolean): void {
  const [, tick] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [active]);
}
