/** What is told in the rooms, by the type of the event. Times are integer microseconds. */

/** What every market event has. */
export interface MarketEvent {
  readonly type: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly native: string;
  readonly time_exchange: number | null;
  readonly time_received: number;
  /** `poll` where REST stood in for the stream. */
  readonly source?: string;
}

/** Whether a stream can be believed from now on. */
export interface Freshness extends MarketEvent {
  readonly type: 'freshness';
  readonly channel: string;
  readonly stale: boolean;
  readonly cause: string;
}

/** What the exchange's stream is missing, told in order with the rest. */
export interface GapEvent extends MarketEvent {
  readonly type: 'gap';
  readonly channel: string;
  readonly cause: string;
  readonly from_id: string | null;
  readonly to_id: string | null;
  readonly from_time: number | null;
  readonly to_time: number | null;
}

/** One execution; `side` is the taker's. */
export interface Trade extends MarketEvent {
  readonly type: 'trade';
  readonly id: string;
  readonly price: number;
  /** In the base asset. */
  readonly quantity: number;
  readonly side: 'buy' | 'sell';
  /** The same in contracts, where the exchange counts these. */
  readonly contracts?: number;
}

/** Executions of one order at one price. */
export interface AggTrade extends MarketEvent {
  readonly type: 'agg_trade';
  readonly id: string;
  readonly price: number;
  readonly quantity: number;
  readonly side: 'buy' | 'sell';
  readonly first_id: string;
  readonly last_id: string;
  readonly contracts?: number;
}

/** Best bid and ask. */
export interface Quote extends MarketEvent {
  readonly type: 'quote';
  readonly id: string | null;
  readonly bid_price: number;
  readonly bid_quantity: number;
  readonly ask_price: number;
  readonly ask_quantity: number;
  /** The same in contracts, where the exchange counts these. */
  readonly bid_contracts?: number;
  readonly ask_contracts?: number;
}

interface Statistics extends MarketEvent {
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  /** In the base asset. */
  readonly volume: number;
}

/** The shorter statistics of 24 hours. */
export interface MiniTicker extends Statistics {
  readonly type: 'mini_ticker';
  /** In the quote asset. */
  readonly quote_volume: number;
}

/** 24-hour statistics; fields a venue does not have are null or absent. */
export interface Ticker extends Statistics {
  readonly type: 'ticker';
  /** In the quote asset. */
  readonly quote_volume: number | null;
  readonly price_change?: number | null;
  readonly price_change_percent?: number | null;
  readonly weighted_average?: number | null;
  readonly trades?: number | null;
  readonly bid_price?: number | null;
  readonly bid_quantity?: number | null;
  readonly ask_price?: number | null;
  readonly ask_quantity?: number | null;
}

/** Open, high, low, close and volume of an interval. */
export interface Candle extends MarketEvent {
  readonly type: 'candle';
  readonly interval: string;
  readonly time_open: number;
  readonly time_close: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quote_volume: number | null;
  readonly trades: number | null;
  readonly is_closed: boolean;
  readonly state: string;
}

/** A price and the quantity there. */
export type Level = readonly [price: number, quantity: number];

/** The whole book, best levels first. */
export interface BookSnapshot extends MarketEvent {
  readonly type: 'book_snapshot';
  readonly last_id: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly depth?: number | null;
}

/** Levels that changed; a quantity of 0 removes one. */
export interface BookDelta extends MarketEvent {
  readonly type: 'book_delta';
  readonly first_id: number;
  readonly last_id: number;
  readonly previous_id: number | null;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** An event of the platform. Amounts are texts, decimal and exact; fields of your own travel along. */
export interface PlatformEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A token's price. */
export interface PriceUpdate extends PlatformEvent {
  readonly type: 'price_update';
  readonly token_mint: string;
  readonly price: string;
  readonly price_change_24h: string | null;
  readonly volume_24h: string | null;
  readonly market_cap: string | null;
}

/** A trade in a token. */
export interface NewTrade extends PlatformEvent {
  readonly type: 'new_trade';
  readonly token_mint: string;
  readonly trade_type: 'buy' | 'sell';
  readonly amount: string;
  readonly price: string | null;
  readonly total: string | null;
  readonly user_id: string | null;
}

/** A token that is new. */
export interface TokenCreated extends PlatformEvent {
  readonly type: 'token_created';
  readonly token_mint: string;
  readonly name: string | null;
  readonly symbol: string | null;
  readonly creator: string | null;
  readonly supply: string | null;
  readonly price: string | null;
}

/** What a user has. */
export interface PortfolioUpdate extends PlatformEvent {
  readonly type: 'portfolio_update';
  readonly user_id: string;
  readonly total_value: string | null;
  readonly cash: string | null;
  readonly holdings: readonly { token_mint: string; amount: string; value: string | null }[] | null;
}

/** Statistics of the platform. */
export interface MarketStats extends PlatformEvent {
  readonly type: 'market_stats';
  readonly volume_24h: string | null;
  readonly trades_24h: number | null;
  readonly tokens: number | null;
  readonly market_cap: string | null;
}
