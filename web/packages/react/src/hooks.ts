import type { MarketEvent, Status, Ticker } from '@radist/client';
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { useRadist, useSurroundings } from './provider.tsx';

/** The connection as it is now; renders again when it changes. */
export function useConnection(): Status {
  const client = useRadist();
  const subscribe = useCallback((changed: () => void) => client.on('status', changed), [client]);
  const status = () => client.status;
  return useSyncExternalStore(subscribe, status, status);
}

/** The latest 24-hour ticker of a symbol; renders at most once per animation frame. */
export function useTicker(symbol: string, from?: { exchange: string }): Ticker | undefined {
  const { client, exchange: fallback } = useSurroundings();
  const exchange = from?.exchange ?? fallback;
  if (!exchange) throw new Error('useTicker needs an exchange, here or on <RadistProvider>');
  const store = client.store<Ticker>(`ticker.${exchange}.${symbol}`);
  return useSyncExternalStore(store.subscribe, store.get, () => undefined);
}

/** Hears each new value of a state room, once per animation frame, without rendering. */
export function useRoom<T extends MarketEvent>(room: string, listener: (event: T) => void): void {
  const client = useRadist();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    const store = client.store<T>(room);
    const tell = () => {
      const event = store.get();
      if (event) latest.current(event);
    };
    tell();
    return store.subscribe(tell);
  }, [client, room]);
}
