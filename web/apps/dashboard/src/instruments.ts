import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { ask } from './rest.ts';
import { useServer } from './server.tsx';
import type { Findable } from './shell/finding.ts';

interface Answer {
  readonly exchange: string;
  readonly instruments: readonly (Omit<Findable, 'exchange'> & { readonly status: string })[];
}

let traded: readonly Findable[] = [];
const asked = new Set<string>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks each exchange once; one that does not answer is asked again when somebody next wants to know. */
async function learn(exchange: string): Promise<void> {
  if (asked.has(exchange)) return;
  asked.add(exchange);
  try {
    const address = `/api/v1/instruments?exchange=${encodeURIComponent(exchange)}`;
    const { instruments } = await ask<Answer>(address);
    const open = instruments.filter(({ status }) => status !== 'ended');
    traded = [...traded, ...open.map(({ symbol, native }) => ({ exchange, symbol, native }))];
    for (const listener of listeners) listener();
  } catch {
    asked.delete(exchange);
  }
}

/** Everything that has a page of its own: the markets at once, what else is traded when it is wanted. */
export function useInstruments(wanted: boolean): readonly Findable[] {
  const { about } = useServer();
  const others = useSyncExternalStore(subscribe, () => traded);
  useEffect(() => {
    if (wanted) for (const exchange of about?.exchanges ?? []) void learn(exchange);
  }, [wanted, about]);
  return useMemo(() => {
    const markets = about?.markets ?? [];
    const known = new Set(markets.map(({ exchange, symbol }) => `${exchange} ${symbol}`));
    return [...markets, ...others.filter((one) => !known.has(`${one.exchange} ${one.symbol}`))];
  }, [about, others]);
}
