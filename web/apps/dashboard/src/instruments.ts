import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { ask } from './rest.ts';
import { navigate } from './routing/router.ts';
import { paths } from './routing/routes.ts';
import { useServer } from './server.tsx';
import type { Findable } from './shell/finding.ts';

/** What an exchange says of something that it trades. */
export interface Instrument extends Findable {
  readonly kind: 'spot' | 'perpetual' | 'future' | 'option';
  readonly base: string;
  readonly quote: string;
  readonly settle: string;
  /** Contracts are worth units of the quote asset. */
  readonly inverse: boolean;
  readonly price_step: number | null;
  /** In contracts where `inverse`, else in base units. */
  readonly quantity_step: number | null;
  readonly contract_size: number;
  readonly expiry: number | null;
  readonly strike: number | null;
  readonly status: string;
}

interface Answer {
  readonly instruments: readonly Omit<Instrument, 'exchange'>[];
}

let traded: ReadonlyMap<string, Instrument> = new Map();
/** Exchanges that were asked, and how that ended. */
const asked = new Map<string, 'waiting' | 'answered' | 'failed'>();
const listeners = new Set<() => void>();
const keyOf = (exchange: string, symbol: string) => `${exchange} ${symbol}`;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks each exchange once; one that does not answer is asked again when somebody next wants to know. */
async function learn(exchange: string): Promise<void> {
  if (asked.has(exchange) && asked.get(exchange) !== 'failed') return;
  asked.set(exchange, 'waiting');
  try {
    const address = `/api/v1/instruments?exchange=${encodeURIComponent(exchange)}`;
    const { instruments } = await ask<Answer>(address);
    const listed = instruments.map((one) => [keyOf(exchange, one.symbol), { ...one, exchange }]);
    traded = new Map([...traded, ...(listed as [string, Instrument][])]);
    asked.set(exchange, 'answered');
  } catch {
    asked.set(exchange, 'failed');
  }
  for (const listener of listeners) listener();
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
    const known = new Set(markets.map(({ exchange, symbol }) => keyOf(exchange, symbol)));
    const open = [...others].filter(([key, { status }]) => status !== 'ended' && !known.has(key));
    return [...markets, ...open.map(([, instrument]) => instrument)];
  }, [about, others]);
}

/** One instrument; null where its exchange does not trade it, undefined while that is not known. */
export interface Found {
  readonly instrument: Instrument | null | undefined;
  /** The exchange answered, or could not. */
  readonly settled: boolean;
}

type Market = { readonly exchange: string; readonly symbol: string };

export function useInstrument(market: Market): Found {
  const { exchange, symbol } = market;
  const instrument = useSyncExternalStore(subscribe, () => traded.get(keyOf(exchange, symbol)));
  const state = useSyncExternalStore(subscribe, () => asked.get(exchange));
  useEffect(() => {
    if (exchange) void learn(exchange);
  }, [exchange]);
  const absent = state === 'answered' ? null : undefined;
  return {
    instrument: instrument ?? absent,
    settled: state === 'answered' || state === 'failed',
  };
}

/** Goes to the address of what the exchange calls so, in any case; tells whether there is one. */
export function useOurSpelling(market: Market, { instrument }: Found): boolean {
  const { exchange } = market;
  const symbol = instrument === null ? spelledOtherwise(market) : undefined;
  useEffect(() => {
    if (symbol) navigate(paths.symbol(exchange, symbol) + location.search, { replace: true });
  }, [exchange, symbol]);
  return symbol !== undefined;
}

function spelledOtherwise(market: Market): string | undefined {
  const name = plain(market.symbol);
  const found = [...traded.values()].find(
    ({ exchange, symbol, native }) =>
      exchange === market.exchange && [plain(symbol), plain(native)].includes(name),
  );
  return found?.symbol;
}

/** Addresses have the first `-` for `/`, which the exchange's own name may mean. */
function plain(name: string): string {
  return name.toUpperCase().replaceAll('/', '-');
}
