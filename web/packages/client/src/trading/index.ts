export { cancelOrder, newOrderId, placeOrder, previewOrder, resetAccount } from './desk.ts';
export { Money, sum, typed } from './money.ts';
export { type Orders, orders } from './orders.ts';
export { type LivePortfolio, portfolio, valued } from './portfolio.ts';
export {
  type Draft,
  type Problem,
  type Terms,
  type Ticket,
  ticketOf,
  type Unit,
} from './ticket.ts';
export * from './types.ts';
