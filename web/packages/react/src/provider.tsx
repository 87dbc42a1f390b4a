import type { MarketEvent, Radist } from '@radist/client';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';

export interface Around {
  readonly client: Radist;
  readonly exchange: string | undefined;
  readonly initial: Initial | undefined;
}

/** Events by room, for the first picture of a page: from a server that rendered it. */
export type Initial = Readonly<Record<string, MarketEvent>>;

/** What the nearest provider gives; null where there is none. */
export const Surroundings = createContext<Around | null>(null);

interface RadistProviderProps {
  readonly client: Radist;
  /** Where hooks look for a symbol that comes without an exchange. */
  readonly exchange?: string;
  readonly initial?: Initial;
  readonly children?: ReactNode;
}

/** Gives a client to the hooks below and connects it. Closing stays with whoever created it. */
export function RadistProvider({ client, exchange, initial, children }: RadistProviderProps) {
  useEffect(() => {
    // A refusal is in the status and in the client's error event.
    client.connect().catch(() => {});
  }, [client]);
  const surroundings = useMemo(() => ({ client, exchange, initial }), [client, exchange, initial]);
  return <Surroundings.Provider value={surroundings}>{children}</Surroundings.Provider>;
}

export function useSurroundings(): Around {
  const surroundings = useContext(Surroundings);
  if (!surroundings) throw new Error('Radist hooks need a <RadistProvider> above them');
  return surroundings;
}

export function useRadist(): Radist {
  return useSurroundings().client;
}
