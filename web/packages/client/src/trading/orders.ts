import type { Radist } from '../radist.ts';
import type { RoomState } from '../room.ts';
import type { ReadableStore } from '../stores.ts';
import { type OwnEvent, OwnRow } from './own.ts';
import {
  type Fill,
  type FillTold,
  isOpen,
  type Order,
  type OrderUpdate,
  type Portfolio,
} from './types.ts';

/** The orders and fills of one user. */
export interface Orders {
  /** Newest first, as are the others. */
  readonly open: readonly Order[];
  /** Filled, cancelled or rejected; the newest 200. */
  readonly done: readonly Order[];
  /** The newest 200. */
  readonly fills: readonly Fill[];
  /** REST has not answered yet. */
  readonly loading: boolean;
  readonly error: string | null;
  readonly state: RoomState;
}

const MOST = 200;

/** The orders of a user: those that REST knows, and each as it changes. */
export function orders(client: Radist, user: string): ReadableStore<Orders> {
  return client.derive(`orders ${user}`, (changed) => new OrdersRow(client, user, changed));
}

class OrdersRow extends OwnRow {
  private orders = new Map<string, Order>();
  private fills = new Map<string, Fill>();
  /** What was heard since REST was asked: its answer may be from before that. */
  private late: (OrderUpdate | FillTold)[] = [];

  picture(): Orders {
    const all = newest([...this.orders.values()], ({ created }) => created);
    const { known, error, state } = this;
    return {
      open: all.filter(isOpen),
      done: all.filter((order) => !isOpen(order)).slice(0, MOST),
      fills: newest([...this.fills.values()], ({ time }) => time).slice(0, MOST),
      loading: !known && error === null,
      error,
      state,
    };
  }

  protected async load(signal: AbortSignal): Promise<void> {
    this.late = [];
    const ask = (path: string, query = {}) =>
      this.client.rest.get(path, { query: { limit: MOST, ...query }, signal });
    const [all, open, told] = (await Promise.all([
      ask('/api/v1/trading/orders', { state: 'all' }),
      ask('/api/v1/trading/orders', { state: 'open' }),
      ask('/api/v1/trading/fills'),
    ])) as [{ orders: Order[] }, { orders: Order[] }, { fills: Fill[] }];
    // What REST does not name any more is of an account that was reset.
    this.keepAll([...all.orders, ...open.orders], told.fills);
    for (const event of this.late) this.take(event);
  }

  protected heard(event: OwnEvent): void {
    if (event.type === 'portfolio_update') {
      if (mayBeNew(event as unknown as Portfolio)) this.refresh();
      return;
    }
    this.late.push(event as OrderUpdate | FillTold);
    this.take(event as OrderUpdate | FillTold);
    this.trim();
    this.changed();
  }

  private take(event: OrderUpdate | FillTold): void {
    if (event.type === 'order_update') keep(this.orders, event.order);
    else if (event.type === 'fill') this.fills.set(event.fill.id, event.fill);
  }

  private keepAll(orders: readonly Order[], fills: readonly Fill[]): void {
    this.orders = new Map();
    for (const order of orders) keep(this.orders, order);
    this.fills = new Map(fills.map((fill) => [fill.id, fill]));
  }

  private trim(): void {
    this.late = this.late.slice(-MOST);
    if (this.orders.size + this.fills.size < 6 * MOST) return;
    const { open, done, fills } = this.picture();
    this.keepAll([...open, ...done], fills);
  }
}

/** An account that has gained nothing and holds nothing may have begun anew, without orders. */
function mayBeNew({ positions, realised, today }: Partial<Portfolio>): boolean {
  return positions?.length === 0 && realised === '0' && today === '0';
}

/** Times are written alike, so that their texts are in their order. */
function keep(orders: Map<string, Order>, order: Order): void {
  const known = orders.get(order.id);
  if (known && known.updated > order.updated) return;
  if (known && known.updated === order.updated && !isOpen(known) && isOpen(order)) return;
  orders.set(order.id, order);
}

function newest<T>(all: T[], timeOf: (one: T) => string): T[] {
  return all.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : 0));
}
