import { type Key, type Ticker, topic } from '@radist/client';
import {
  type CandleOptions,
  type Candles,
  candles,
  type Ladder,
  type LadderOptions,
  ladder,
  type Tape,
  trades,
} from '@radist/client/views';
import { useMemo } from 'react';
import { useSurroundings } from './provider.tsx';
import { type Paced, useStore } from './stores.ts';

/** A market: its symbol, on the provider's exchange unless another is named. */
export type Market = string | { readonly exchange?: string; readonly symbol: string };

export interface MarketOptions extends Paced {
  readonly exchange?: string | undefined;
}

/** The client, a market's exchange and symbol, and what the page was rendered with. */
export function useMarket(market: Market, options: MarketOptions) {
  const { client, exchange: fallback, initial } = useSurroundings();
  const named = typeof market === 'string' ? { symbol: market } : market;
  const exchange =
    options.exchange ?? ('exchange' in named ? named.exchange : undefined) ?? fallback;
  if (!exchange) throw new Error('which exchange? Name it here or on <RadistProvider>');
  const key: Key = { exchange, symbol: named.symbol };
  const known = (room: string) => () => initial?.[room] as never;
  return { client, key, known };
}

/** The latest 24-hour ticker of a market; renders at most once per animation frame. */
export function useTicker(market: Market, options: MarketOptions = {}): Ticker | undefined {
  const { client, key, known } = useMarket(market, options);
  const room = topic('ticker', key);
  return useStore(client.store<Ticker>(room), { ...options, initial: known(room) });
}

/** One field of the ticker; renders only when that one changes. */
export function useTickerField<F extends keyof Ticker>(
  market: Market,
  field: F,
  options: MarketOptions = {},
): Ticker[F] | undefined {
  const { client, key, known } = useMarket(market, options);
  const room = topic('ticker', key);
  const about = { ...options, initial: known(room) };
  return useStore<Ticker, Ticker[F]>(client.store(room), about, (ticker) => ticker?.[field]);
}

/** The newest trades of a market and the gaps between them, newest first. */
export function useTrades(
  market: Market,
  options: MarketOptions & { readonly limit?: number } = {},
): Tape {
  const { client, key } = useMarket(market, options);
  return useStore(trades(client, key, options.limit), options) ?? EMPTY_TAPE;
}
const EMPTY_TAPE: Tape = { lines: [], state: 'pending', stale: false };

/** The order book of a market, in rungs; `live` is false from a gap to the next snapshot. */
export function useOrderBook(
  market: Market,
  options: MarketOptions & LadderOptions = {},
): Ladder | undefined {
  const { client, key, known } = useMarket(market, options);
  const room = topic('book', key);
  const book = useStore(client.store('book', key), { ...options, initial: known(room) });
  const { depth, group } = options;
  return useMemo(() => {
    const limits = { ...(depth ? { depth } : {}), ...(group ? { group } : {}) };
    return book && ladder(book, limits);
  }, [book, depth, group]);
}

/** The candles of a market: history joined to the live one. */
export function useCandles(
  market: Market,
  interval: string,
  options: MarketOptions & CandleOptions = {},
): Candles {
  const { client, key } = useMarket(market, options);
  return useStore(candles(client, key, interval, options), options) ?? NO_CANDLES;
}
const NO_CANDLES: Candles = {
  bars: [],
  loading: true,
  error: null,
  more: false,
  older: () => Promise.resolve(),
  state: 'pending',
  stale: false,
  gap: null,
};
