import type { AlertChanged, AlertDelivery, AlertFired } from './alerts.ts';
import type {
  AggTrade,
  BookDelta,
  BookSnapshot,
  Candle,
  MarketEvent,
  MarketStats,
  MiniTicker,
  NewTrade,
  PortfolioUpdate,
  PriceUpdate,
  Quote,
  Ticker,
  TokenCreated,
  Trade,
} from './events.ts';

/** What the rooms of a channel tell; channels that are not here tell a MarketEvent. */
export interface Channels {
  trade: Trade;
  agg_trade: AggTrade;
  quote: Quote;
  mini_ticker: MiniTicker;
  ticker: Ticker;
  candle: Candle;
  book: BookSnapshot | BookDelta;
}
export type Channel = keyof Channels;

/** What the platform tells. */
export interface PlatformEvents {
  price_update: PriceUpdate;
  new_trade: NewTrade;
  token_created: TokenCreated;
  portfolio_update: PortfolioUpdate;
  market_stats: MarketStats;
  alert: AlertFired;
  alert_delivery: AlertDelivery;
  alert_changed: AlertChanged;
}
type Told = PlatformEvents[keyof PlatformEvents];

/** A market of one exchange; candles have an interval, too. */
export interface Key {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval?: string;
}

/** The event that a room tells, read from its name. */
export type EventOf<Room extends string> = Room extends `${infer C}.${string}`
  ? C extends Channel
    ? Channels[C]
    : MarketEvent
  : Room extends 'global' | `token_${string}` | `user_${string}`
    ? Told
    : MarketEvent;

/** The room of a market: `trade.binance.BTC/USDT`. */
export function topic<C extends string>(
  channel: C,
  { exchange, symbol, interval }: Key,
): `${C}.${string}` {
  return `${channel}.${exchange}.${symbol}${interval ? `.${interval}` : ''}`;
}
