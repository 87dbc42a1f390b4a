import type { Radist } from '../radist.ts';
import { newKey } from '../rest.ts';
import type { Order, OrderRequest, Portfolio, Preview } from './types.ts';

/** The commands of the paper desk; each needs a live connection. */

/** A name for an order, by which it is the same one however often it is sent. */
export const newOrderId = (): string => newKey();

export function placeOrder(client: Radist, order: OrderRequest): Promise<Order> {
  return client.rest.post('/api/v1/trading/orders', order, order.client_order_id);
}

export function cancelOrder(client: Radist, { id }: Pick<Order, 'id'>): Promise<Order> {
  return client.rest.delete(`/api/v1/trading/orders/${encodeURIComponent(id)}`);
}

export function previewOrder(client: Radist, order: OrderRequest): Promise<Preview> {
  return client.rest.post('/api/v1/trading/preview', order);
}

/** Begins anew with so much money. */
export function resetAccount(client: Radist, balance: string): Promise<Portfolio> {
  return client.rest.post('/api/v1/portfolio/reset', { balance });
}
