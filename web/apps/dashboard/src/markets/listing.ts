import type { Ticker } from '@radist/client';
import type { Market } from '../about.ts';

/** A ticker as `/api/v1/tickers` gives it. */
export interface ListedTicker extends Ticker {
  readonly stale: boolean;
  /** Closes of 24 hours, oldest first; `null` while the server fetches them. */
  readonly sparkline?: readonly number[] | null;
}

export interface Tickers {
  readonly tickers: readonly ListedTicker[];
}

export type Kind = 'spot' | 'perp' | 'dated';

/** `BTC/USDT` is spot, `BTC/USDT:USDT` a perpetual contract, one with a date ends. */
export function kindOf(symbol: string): Kind {
  const [, settle] = symbol.split(':');
  if (settle === undefined) return 'spot';
  return settle.includes('-') ? 'dated' : 'perp';
}

export function quoteOf(symbol: string): string {
  return symbol.split(/[/:]/)[1] ?? '';
}

export function roomOf({ exchange, symbol }: { exchange: string; symbol: string }): string {
  return `ticker.${exchange}.${symbol}`;
}

/** The front page's markets, then all others that the server follows. */
export function allMarkets(markets: readonly Market[], tickers: readonly ListedTicker[]): Market[] {
  const known = new Set(markets.map(({ room }) => room));
  const others = tickers
    .filter((ticker) => !known.has(roomOf(ticker)))
    .map((ticker) => ({
      exchange: ticker.exchange,
      symbol: ticker.symbol,
      native: ticker.native,
      room: roomOf(ticker),
      price_step: stepOf(ticker),
    }));
  return [...markets, ...others];
}

/** As fine as any of its prices is. */
function stepOf({ price, open, high, low, bid_price, ask_price }: ListedTicker): number {
  const decimals = [price, open, high, low, bid_price ?? 0, ask_price ?? 0].map(
    (value) => String(value).split('.')[1]?.length ?? 0,
  );
  return 10 ** -Math.min(12, Math.max(...decimals));
}

export const TABS = ['favourites', 'all', 'spot', 'perp'] as const;
export type Tab = (typeof TABS)[number];

export interface Choice {
  readonly tab: Tab;
  readonly exchange: string;
  readonly quote: string;
}

/** What a tab, an exchange and a quote leave of the markets. */
export function chosenOf(
  markets: readonly Market[],
  { tab, exchange, quote }: Choice,
  favourites: ReadonlySet<string>,
): readonly Market[] {
  return markets.filter((market) => {
    if (exchange && market.exchange !== exchange) return false;
    if (quote && quoteOf(market.symbol) !== quote) return false;
    if (tab === 'favourites') return favourites.has(market.room);
    return tab === 'all' || kindOf(market.symbol) === tab;
  });
}
