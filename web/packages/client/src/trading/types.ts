/** The paper desk as REST and the room of a user tell of it. Amounts are texts, exact. */

export type Side = 'buy' | 'sell';
export type OrderType = 'market' | 'limit' | 'stop';
export type OrderState =
  | 'pending'
  | 'open'
  | 'partially_filled'
  | 'filled'
  | 'cancelled'
  | 'rejected';

export interface Order {
  readonly id: string;
  readonly client_order_id: string | null;
  readonly exchange: string;
  readonly symbol: string;
  readonly native: string;
  readonly side: Side;
  readonly type: OrderType;
  /** Null where so much money was to be spent. */
  readonly quantity: string | null;
  readonly quote: string | null;
  readonly price: string | null;
  readonly stop_price: string | null;
  readonly state: OrderState;
  readonly filled: string;
  readonly average_price: string | null;
  readonly fee: string | null;
  readonly fee_currency: string | null;
  /** Against the middle of the book, in percent; more is worse. */
  readonly slippage: string | null;
  /** Why it was rejected or cancelled, in words. */
  readonly reason: string | null;
  readonly created: string;
  readonly updated: string;
}

export interface Fill {
  readonly id: string;
  readonly order: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly side: Side;
  readonly price: string;
  readonly quantity: string;
  readonly fee: string;
  readonly fee_currency: string;
  readonly liquidity: 'maker' | 'taker';
  /** Against the middle of the book, which was `mid`, in percent; more is worse. */
  readonly slippage: string | null;
  readonly mid: string | null;
  readonly time: string;
}

export interface Balance {
  readonly currency: string;
  readonly total: string;
  /** What no open order holds. */
  readonly available: string;
}

export interface TradingPosition {
  readonly exchange: string;
  readonly symbol: string;
  readonly native: string;
  readonly quantity: string;
  readonly average_price: string | null;
  readonly mark: string | null;
  readonly value: string | null;
  readonly unrealised: string | null;
  readonly realised: string | null;
}

export interface TokenHolding {
  readonly token_mint: string;
  readonly symbol: string | null;
  readonly amount: string;
  readonly price: string | null;
  readonly value: string | null;
  readonly unrealised: string | null;
}

export interface Portfolio {
  readonly user: string;
  readonly paper: boolean;
  readonly currency: string;
  readonly cash: string;
  readonly equity: string;
  readonly realised: string;
  readonly unrealised: string;
  /** Gained or lost since midnight UTC. */
  readonly today: string;
  readonly balances: readonly Balance[];
  readonly positions: readonly TradingPosition[];
  readonly holdings: readonly TokenHolding[];
  readonly timestamp: string;
}

/** What an order is asked for with: either `quantity` or, of a market buy, `quote`. */
export interface OrderRequest {
  readonly exchange?: string;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantity?: string;
  readonly quote?: string;
  readonly price?: string;
  readonly stop_price?: string;
  readonly client_order_id?: string;
}

/** What the desk expects of an order, at this moment. */
export interface Preview {
  readonly price: string | null;
  readonly quantity: string | null;
  readonly quote: string | null;
  readonly fee: string | null;
  /** The money kept for the part of a limit order that would wait. */
  readonly held: string | null;
  readonly slippage: string | null;
  readonly levels: number | null;
  readonly balance_after: string | null;
  /** Why it would be refused; empty where it would not. */
  readonly refused: string;
}

export interface OrderUpdate {
  readonly type: 'order_update';
  readonly order: Order;
}

export interface FillTold {
  readonly type: 'fill';
  readonly fill: Fill;
}

/** Of an order that can still be filled. */
export function isOpen({ state }: Pick<Order, 'state'>): boolean {
  return state === 'pending' || state === 'open' || state === 'partially_filled';
}

/** A token of the platform; its price follows a curve. */
export interface TradedToken {
  readonly token_mint: string;
  readonly name: string | null;
  readonly symbol: string | null;
  readonly creator: string | null;
  readonly supply: string | null;
  readonly price: string | null;
  readonly market_cap: string | null;
  readonly price_change_24h: string | null;
  readonly volume_24h: string | null;
  readonly holders: number | null;
  readonly reserve: string | null;
  readonly created: string;
}

export interface TokenTrade {
  readonly id: string | number;
  readonly token_mint: string;
  readonly trade_type: Side;
  readonly amount: string;
  readonly price: string | null;
  readonly total: string | null;
  readonly fee?: string | null;
  readonly user_id: string | null;
  readonly time: string;
}
