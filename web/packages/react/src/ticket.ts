import { type Book, type Key, RequestError } from '@radist/client';
import {
  type Draft,
  type LivePortfolio,
  Money,
  newOrderId,
  type Order,
  type OrderRequest,
  type Orders,
  type Portfolio,
  type Preview,
  type Problem,
  placeOrder,
  previewOrder,
  type Ticket,
  ticketOf,
  typed,
} from '@radist/client/trading';
import { useEffect, useRef, useState } from 'react';
import { useRadist } from './provider.tsx';
import { useConnection } from './rooms.ts';
import { useStore } from './stores.ts';

/** What is written into the fields of a ticket. */
export type Fields = Pick<Draft, 'side' | 'type' | 'unit'> &
  Readonly<Record<'size' | 'price' | 'stop', string>>;

/** What has to be known of a market before something is ordered there. */
export interface Facts {
  readonly base: string;
  readonly quote: string;
  /** Of quantities; zero is any size. */
  readonly step: Money;
  /** Of prices; zero is any price. */
  readonly priceStep: Money;
  /** The fee of who takes, as a part of one. */
  readonly fee: Money;
}

/** Why an order cannot be placed now. */
export type Obstacle = Problem | 'offline' | 'stale' | 'refused';

/** An order on its way, and what became of it. */
export interface Sent {
  readonly id: string;
  /** As the desk told last; null before it answered. */
  readonly order: Order | null;
  /** Why it never came to be an order. */
  readonly failure: string | null;
}

export interface TicketOptions {
  readonly market: Key;
  readonly facts: Facts;
  readonly orders: Orders;
  readonly portfolio: LivePortfolio;
  /** What stands before decimals where the reader is. */
  readonly point?: '.' | ',';
  /** Where it begins. */
  readonly side?: Draft['side'];
  onOrder?(order: Order): void;
}

export interface TicketState {
  readonly fields: Fields;
  readonly book: Book | undefined;
  readonly ticket: Ticket;
  readonly obstacle: Obstacle | null;
  /** What the desk says of it, for the order as it is now. */
  readonly preview: Preview | null;
  readonly sent: Sent | null;
  change(part: Partial<Fields>): void;
  send(): Promise<void>;
}

const BOOK_FPS = 4;
const FIRST = { type: 'market', unit: 'base', size: '', price: '', stop: '' } as const;

/** A ticket of one market: what is written, what comes of it now, and what was sent. */
export function useTicket(options: TicketOptions): TicketState {
  const { market, portfolio, point = '.', side = 'buy' } = options;
  const client = useRadist();
  const { state } = useConnection();
  const [fields, setFields] = useState<Fields>({ ...FIRST, side });
  const book = useStore(client.store('book', market), { maxFps: BOOK_FPS });
  const ticket = ticketOf(draftOf(fields, point), termsOf(options, book));
  const isOffline = state !== 'live' || portfolio.state !== 'live';
  const preview = usePreview(isOffline ? null : ticket.order);
  const [sent, send] = useSending(options, ticket.order);
  return {
    fields,
    book,
    ticket,
    preview,
    sent,
    obstacle: isOffline ? 'offline' : obstacleOf(book, ticket, preview),
    change: (part) => setFields({ ...fields, ...part }),
    send,
  };
}

function draftOf({ side, type, unit, size, price, stop }: Fields, point: '.' | ','): Draft {
  const amount = (text: string) => typed(text, point);
  return { side, type, unit, size: amount(size), price: amount(price), stop: amount(stop) };
}

function termsOf({ market, facts, portfolio: { portfolio } }: TicketOptions, book?: Book) {
  const { step, fee, quote } = facts;
  const { bids = [], asks = [] } = book ?? {};
  const [there, held] = [availableOf(portfolio, quote), availableOf(portfolio, assetOf(market))];
  return { ...market, step, fee, bids, asks, base: held, quote: there };
}

/** What balances call that which was bought at a market. */
export const assetOf = ({ exchange, symbol }: Key): string => `${exchange}:${symbol}`;

/** What there is of a currency beside what orders hold; null where nothing is known. */
export function availableOf(portfolio: Portfolio | null, currency: string): Money | null {
  const found = portfolio?.balances.find((balance) => balance.currency === currency);
  return portfolio && (Money.of(found?.available) ?? Money.ZERO);
}

function obstacleOf(book: Book | undefined, { problem }: Ticket, preview: Preview | null) {
  if (book && !(book.live && !book.stale)) return 'stale';
  return problem ?? (preview?.refused ? 'refused' : null);
}

const SETTLED_MS = 250;
const AGAIN_MS = 3000;

/** Asks the desk what it expects of an order: when that is another one, and while it stands there. */
function usePreview(order: OrderRequest | null): Preview | null {
  const client = useRadist();
  const [answer, setAnswer] = useState<{ asked: string; preview: Preview } | null>(null);
  const wanted = order ? JSON.stringify(order) : '';
  useEffect(() => {
    if (!wanted) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      const preview = await previewOrder(client, JSON.parse(wanted)).catch(refusedBy);
      if (over) return;
      if (preview) setAnswer({ asked: wanted, preview });
      timer = setTimeout(ask, AGAIN_MS);
    };
    timer = setTimeout(ask, SETTLED_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [client, wanted]);
  return answer?.asked === wanted ? answer.preview : null;
}

/** What the desk does not even understand it would refuse, too; nothing where it was not asked. */
function refusedBy(cause: unknown): Preview | null {
  if (!(cause instanceof RequestError) || cause.code >= 500 || cause.code === 429) return null;
  const nothing = { price: null, quantity: null, quote: null, fee: null, slippage: null };
  return { ...nothing, levels: null, held: null, balance_after: null, refused: cause.message };
}

/** Sends an order, once; what became of it is what the desk says, never what is hoped for. */
function useSending({ orders, onOrder }: TicketOptions, order: OrderRequest | null) {
  const client = useRadist();
  const [sent, setSent] = useState<Sent | null>(null);
  const busy = useRef(false);
  const send = async () => {
    if (!order || busy.current) return;
    busy.current = true;
    const id = newOrderId();
    setSent({ id, order: null, failure: null });
    try {
      const placed = await placeOrder(client, { ...order, client_order_id: id });
      setSent({ id, order: placed, failure: null });
      onOrder?.(placed);
    } catch (cause) {
      const failure = cause instanceof Error ? cause.message : String(cause);
      setSent({ id, order: null, failure });
    }
    busy.current = false;
  };
  const heard = sent && [...orders.open, ...orders.done].find((each) => isIt(each, sent));
  return [sent && heard ? { ...sent, order: heard, failure: null } : sent, send] as const;
}

function isIt({ id, client_order_id }: Order, sent: Sent): boolean {
  return id === sent.order?.id || client_order_id === sent.id;
}
