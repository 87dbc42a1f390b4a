import type { Radist } from '@radist/client';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';

interface Surroundings {
  readonly client: Radist;
  readonly exchange: string | undefined;
}

const Context = createContext<Surroundings | null>(null);

interface RadistProviderProps {
  readonly client: Radist;
  /** Where hooks look for a symbol that comes without an exchange. */
  readonly exchange?: string;
  readonly children?: ReactNode;
}

/** Gives a client to the hooks below and connects it. Closing stays with whoever created it. */
export function RadistProvider({ client, exchange, children }: RadistProviderProps) {
  useEffect(() => {
    // A refusal is in the status and in the client's error event.
    client.connect().catch(() => {});
  }, [client]);
  const surroundings = useMemo(() => ({ client, exchange }), [client, exchange]);
  return <Context.Provider value={surroundings}>{children}</Context.Provider>;
}

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Context);
  if (!surroundings) throw new Error('Radist hooks need a <RadistProvider> above them');
  return surroundings;
}

export function useRadist(): Radist {
  return useSurroundings().client;
}
