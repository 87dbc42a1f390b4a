import type { ReadableStore } from '@radist/client';
import { type LivePortfolio, type Orders, orders, portfolio } from '@radist/client/trading';
import { useEffect, useState } from 'react';
import { useRadist } from './provider.tsx';
import { useConnection } from './rooms.ts';
import { type Paced, useStore } from './stores.ts';

/** Whose account is meant: the node is asked who we are unless told otherwise. */
export interface AccountOptions extends Paced {
  readonly user?: string | null | undefined;
}

/** Who we are to the node; null is nobody in particular, undefined not known yet. */
export function useUser(): string | null | undefined {
  const client = useRadist();
  const { welcome } = useConnection();
  const [user, setUser] = useState<string | null | undefined>();
  const session = welcome?.session;
  // biome-ignore lint/correctness/useExhaustiveDependencies: behind another session may be another node
  useEffect(() => {
    const stopped = new AbortController();
    client.rest.get('/api/v1/about', { signal: stopped.signal }).then(
      (about) => setUser((about as { user?: string | null }).user ?? null),
      () => {}, // asked again with the next session
    );
    return () => stopped.abort();
  }, [client, session]);
  return user;
}

const silent: ReadableStore<never> = { get: () => undefined, subscribe: () => () => {} };
const NONE = { loading: true, error: null, state: 'pending' } as const;
const NO_ORDERS: Orders = { open: [], done: [], fills: [], ...NONE };
const NO_PORTFOLIO: LivePortfolio = { portfolio: null, ...NONE };

/** The orders and fills of the account, as they change. */
export function useOrders(options: AccountOptions = {}): Orders {
  const client = useRadist();
  const asked = useUser();
  const user = options.user === undefined ? asked : options.user;
  return useStore(user ? orders(client, user) : silent, options) ?? NO_ORDERS;
}

/** What the account has, valued at the prices of this moment; four times a second unless told otherwise. */
export function usePortfolio(options: AccountOptions = {}): LivePortfolio {
  const client = useRadist();
  const asked = useUser();
  const user = options.user === undefined ? asked : options.user;
  const pace = { maxFps: 4, ...options };
  return useStore(user ? portfolio(client, user) : silent, pace) ?? NO_PORTFOLIO;
}
