import type { Level } from '../events.ts';
import { Money } from './money.ts';
import type { OrderRequest, OrderType, Side } from './types.ts';

/** In what the size of an order is told. */
export type Unit = 'base' | 'quote' | 'percent';

/** What somebody has filled in; null is nothing, or no number. */
export interface Draft {
  readonly side: Side;
  readonly type: OrderType;
  readonly unit: Unit;
  readonly size: Money | null;
  readonly price: Money | null;
  readonly stop: Money | null;
}

/** What holds for an order of a market at this moment. */
export interface Terms {
  readonly exchange: string;
  readonly symbol: string;
  /** Sizes are multiples of it; zero is any size that the desk can count. */
  readonly step: Money;
  /** The fee of a market order, as a part of one. */
  readonly fee: Money;
  /** What can be spent, and sold; null is not known. */
  readonly quote: Money | null;
  readonly base: Money | null;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** Why an order cannot be placed. */
export type Problem = 'size' | 'price' | 'stop' | 'book' | 'depth' | 'least' | 'balance';

/** A draft worked out. */
export interface Ticket {
  readonly quantity: Money | null;
  /** In the quote currency. */
  readonly cost: Money | null;
  /** What one unit will cost in the mean. */
  readonly price: Money | null;
  readonly problem: Problem | null;
  /** What to ask the desk for. */
  readonly order: OrderRequest | null;
}

const HUNDRED = Money.of(100) as Money;
const ONE = Money.of(1) as Money;
/** Steps of what the desk counts with. */
const UNIT = Money.of('1e-8') as Money;

/** What comes of a draft at the book of this moment. */
export function ticketOf(draft: Draft, terms: Terms): Ticket {
  const nothing = { quantity: null, cost: null, price: null, order: null };
  const gap = gapIn(draft, terms);
  if (gap) return { ...nothing, problem: gap };
  const spent = spentIn(draft, terms);
  const worked = spent ? buying(spent, terms) : taking(wanted(draft, terms), draft, terms);
  if (!worked) return { ...nothing, problem: 'depth' };
  const problem = problemOf(worked.quantity, worked.cost, draft, terms);
  const size = spent ? { quote: String(spent) } : { quantity: String(worked.quantity) };
  return { ...worked, problem, order: problem ? null : { ...requestOf(draft, terms), ...size } };
}

const isMore = (amount: Money | null) => amount !== null && amount.sign > 0;

/** What is not filled in yet, or not known. */
function gapIn({ size, type, price, stop }: Draft, { bids, asks }: Terms): Problem | null {
  const isThere = { limit: isMore(price), stop: isMore(stop), market: bids.length && asks.length };
  if (!isThere[type]) return GAPS[type];
  return isMore(size) ? null : 'size';
}

const GAPS = { limit: 'price', stop: 'stop', market: 'book' } as const;

/** A market buy that is told in money: so much of it is spent. */
function spentIn({ side, type, unit, size }: Draft, { quote, fee }: Terms): Money | null {
  if (side === 'sell' || type !== 'market' || unit === 'base' || !size) return null;
  if (unit === 'quote') return size.floor(UNIT);
  const all = quote?.times(size).over(HUNDRED.times(ONE.plus(fee)));
  return all?.floor(UNIT) ?? null;
}

/** How much is to be bought or sold, in steps. */
function wanted(draft: Draft, terms: Terms): Money {
  const whole = draft.unit === 'base' ? draft.size : partOf(draft, terms);
  return (whole ?? Money.ZERO).floor(stepOf(terms));
}

/** A size that is told in money, or as a part of what there is. */
function partOf({ side, unit, size, ...draft }: Draft, { quote, base, fee, bids }: Terms) {
  const price = ownPrice(draft) ?? Money.of(bids[0]?.[0]) ?? Money.ZERO;
  if (!size || unit === 'quote') return size?.over(price);
  if (side === 'sell') return base?.times(size).over(HUNDRED);
  return quote?.times(size).over(HUNDRED.times(price).times(ONE.plus(fee)));
}

/** The price that the order itself names. */
function ownPrice({ type, price, stop }: Pick<Draft, 'type' | 'price' | 'stop'>): Money | null {
  return type === 'market' ? null : type === 'limit' ? price : stop;
}

const stepOf = ({ step }: Pick<Terms, 'step'>) => (step.sign > 0 ? step : UNIT);

type Worked = Pick<Ticket, 'cost' | 'price'> & { readonly quantity: Money };

/** What so much money buys off the book; nothing where the book has less. */
function buying(spent: Money, { asks, ...rest }: Terms): Worked | null {
  const step = stepOf(rest);
  let left = spent;
  let quantity = Money.ZERO;
  for (const [told, size] of asks) {
    const [price, most] = [Money.of(told), Money.of(size)];
    if (!price || !most) continue;
    const all = price.times(most);
    if (all.compare(left) < 0) {
      quantity = quantity.plus(most);
      left = left.minus(all);
      continue;
    }
    quantity = quantity.plus(left.over(price) ?? Money.ZERO).floor(step);
    return { quantity, cost: spent, price: spent.over(quantity) };
  }
  return null;
}

/** What so much costs or brings: at its price, or off the book. */
function taking(quantity: Money, draft: Draft, { bids, asks }: Terms): Worked | null {
  const price = ownPrice(draft);
  if (price) return { quantity, cost: price.times(quantity), price };
  const cost = walked(quantity, draft.side === 'buy' ? asks : bids);
  return cost && { quantity, cost, price: cost.over(quantity) };
}

/** What so much costs level by level; nothing where there is less. */
function walked(quantity: Money, levels: readonly Level[]): Money | null {
  let left = quantity;
  let cost = Money.ZERO;
  for (const [told, size] of levels) {
    const [each, most] = [Money.of(told), Money.of(size)];
    if (left.sign === 0) break;
    if (!each || !most) continue;
    const taken = most.compare(left) < 0 ? most : left;
    cost = cost.plus(each.times(taken));
    left = left.minus(taken);
  }
  return left.sign > 0 ? null : cost;
}

function problemOf(quantity: Money, cost: Money | null, draft: Draft, terms: Terms) {
  if (quantity.sign <= 0) return 'least';
  // What is told in money has its fee in it.
  const fee = draft.type === 'market' && draft.unit !== 'base' ? Money.ZERO : terms.fee;
  const [needed, there] =
    draft.side === 'buy' ? [cost?.times(ONE.plus(fee)), terms.quote] : [quantity, terms.base];
  return needed && there && needed.compare(there) > 0 ? 'balance' : null;
}

function requestOf({ side, type, price, stop }: Draft, { exchange, symbol }: Terms): OrderRequest {
  return {
    exchange,
    symbol,
    side,
    type,
    ...(type === 'limit' ? { price: String(price) } : {}),
    ...(type === 'stop' ? { stop_price: String(stop) } : {}),
  };
}
