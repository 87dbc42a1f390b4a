import type { PlatformEvent, Radist, RoomListener } from '@radist/client';
import type { TokenTrade, TradedToken } from '@radist/client/trading';
import { useRadist } from '@radist/react';
import { useEffect, useState } from 'react';
import { Refusal } from '../rest.ts';

const TOKENS = '/api/v1/tokens';
const LATER_MS = 1000;
const MOST_TRADES = 100;

export type ListOrder = 'newest' | 'volume' | 'market_cap';

/** What was asked for: here, not here, or not known yet. */
export interface Asked<T> {
  readonly value: T | null;
  readonly failure: Refusal | null;
}

const NOTHING = { value: null, failure: null };

/** The tokens of the server; prices go on by themselves, new ones join. */
export function useTokenList(order: ListOrder): Asked<readonly TradedToken[]> {
  const client = useRadist();
  const [asked, setAsked] = useState<Asked<readonly TradedToken[]>>(NOTHING);
  useEffect(() => {
    const asking = new Asking(
      async (signal) => {
        const answer = client.rest.get(TOKENS, { query: { order, limit: 100 }, signal });
        const { tokens } = (await answer) as { tokens: readonly TradedToken[] };
        setAsked({ value: tokens, failure: null });
      },
      (failure) => setAsked((before) => ({ ...before, failure })),
    );
    const leave = listen(client, 'global', (event) => {
      if (event.type === 'token_created') asking.later();
      if (event.type !== 'price_update') return;
      setAsked(({ value, failure }) => ({
        value: value?.map((token) => moved(token, event)) ?? null,
        failure,
      }));
    });
    return () => {
      leave();
      asking.stop();
    };
  }, [client, order]);
  return asked;
}

export interface Holder {
  readonly user_id: string;
  /** A reset account keeps what it had as a run of its own. */
  readonly run: number;
  readonly amount: string;
  /** Of all there are, as a part of one. */
  readonly share: string;
}

/** One token with who has it and who trades it. */
export interface OneToken {
  readonly token: TradedToken;
  readonly trades: readonly TokenTrade[];
  readonly holders: readonly Holder[];
}

export function useToken(mint: string): Asked<OneToken> {
  const client = useRadist();
  const [asked, setAsked] = useState<Asked<OneToken>>(NOTHING);
  useEffect(() => {
    let leave = () => {};
    const asking = new Asking(
      async (signal) => {
        const value = await askToken(client, mint, signal);
        setAsked({ value, failure: null });
      },
      (failure) => setAsked((before) => ({ ...before, failure })),
    );
    leave = listen(client, `token_${mint}`, (event) => {
      // Who holds it is known to REST alone.
      if (event.type === 'new_trade') asking.later();
      setAsked((before) => ({ ...before, value: before.value && next(before.value, event) }));
    });
    return () => {
      leave();
      asking.stop();
    };
  }, [client, mint]);
  return asked;
}

async function askToken(client: Radist, mint: string, signal: AbortSignal): Promise<OneToken> {
  const place = `${TOKENS}/${encodeURIComponent(mint)}`;
  const ask = (path: string) => client.rest.get(`${place}${path}`, { signal });
  const [token, { trades }, { holders }] = (await Promise.all([
    ask(''),
    ask('/trades'),
    ask('/holders'),
  ])) as [TradedToken, { trades: readonly TokenTrade[] }, { holders: readonly Holder[] }];
  const newest = [...trades].sort((a, b) => (a.time < b.time ? 1 : -1));
  return { token, trades: newest, holders };
}

function next(one: OneToken, event: PlatformEvent): OneToken {
  if (event.type === 'price_update') return { ...one, token: moved(one.token, event) };
  if (event.type !== 'new_trade') return one;
  const trade = event as unknown as TokenTrade;
  if (one.trades.some(({ id }) => id === trade.id)) return one;
  return { ...one, trades: [trade, ...one.trades].slice(0, MOST_TRADES) };
}

const MOVES = ['price', 'price_change_24h', 'volume_24h', 'market_cap', 'holders', 'reserve'];

/** The same token after what an event says of it. */
function moved(token: TradedToken, event: PlatformEvent): TradedToken {
  if (event.token_mint !== token.token_mint) return token;
  const told = MOVES.filter((name) => event[name] != null).map((name) => [name, event[name]]);
  return { ...token, ...Object.fromEntries(told) };
}

function listen(client: Radist, room: string, heard: (event: PlatformEvent) => void): () => void {
  const event = (told: unknown) => heard(told as PlatformEvent);
  return client.subscribe(room, { event } as RoomListener<never>).leave;
}

/** Asks at once, and again a moment after it was wished, however often that was. */
class Asking {
  private readonly stopped = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ask: (signal: AbortSignal) => Promise<void>,
    private readonly failed: (failure: Refusal) => void,
  ) {
    this.now();
  }

  later(): void {
    this.timer ??= setTimeout(() => this.now(), LATER_MS);
  }

  stop(): void {
    this.stopped.abort();
    clearTimeout(this.timer);
  }

  private now(): void {
    this.timer = undefined;
    const { signal } = this.stopped;
    this.ask(signal).catch(({ code, message }) => {
      if (!signal.aborted) this.failed(new Refusal(String(code ?? 'failed'), message));
    });
  }
}
