import type { Key } from '@radist/client';
import {
  cancelOrder,
  type LivePortfolio,
  Money,
  newOrderId,
  type Order,
  type Orders,
  placeOrder,
} from '@radist/client/trading';
import { type FormEvent, useEffect, useState } from 'react';
import { useOrders, usePortfolio } from './account.ts';
import { exact } from './format.ts';
import { useRadist } from './provider.tsx';
import { type Facts, type Obstacle, type Sent, type TicketState, useTicket } from './ticket.ts';

interface DeskProps {
  readonly market: Key;
  readonly user: string;
  readonly onOrder: ((order: Order) => void) | undefined;
}

/** Ticket, open orders and position of one market, on paper. */
export function PaperDesk({ market, user, onOrder }: DeskProps) {
  const facts = useFacts(market);
  const orders = useOrders({ user });
  const portfolio = usePortfolio({ user });
  if (!facts || typeof facts === 'string') {
    return (
      <p className="radist-orders" role="note">
        {facts ? `Orders are off: ${facts}` : 'Asking what can be traded…'}
      </p>
    );
  }
  return (
    <div className="radist-desk">
      <TicketForm {...{ market, facts, orders, portfolio }} onOrder={onOrder ?? (() => {})} />
      <Holdings {...{ market, orders, portfolio }} />
    </div>
  );
}

/** What the node says of a market, or why it does not; null until then. */
function useFacts({ exchange, symbol }: Key): Facts | string | null {
  const client = useRadist();
  const [facts, setFacts] = useState<Facts | string | null>(null);
  useEffect(() => {
    const stopped = new AbortController();
    const { signal } = stopped;
    const ask = async () => {
      const [listed, rules] = await Promise.all([
        client.rest.get('/api/v1/instruments', { query: { exchange }, signal }),
        client.rest.get('/api/v1/trading/rules' as string, { signal }) as Promise<Rules>,
      ]);
      setFacts(factsOf(symbol, listed.instruments as unknown as readonly Listed[], rules));
    };
    ask().catch(({ message }) => !signal.aborted && setFacts(message));
    return () => stopped.abort();
  }, [client, exchange, symbol]);
  return facts;
}

interface Rules {
  readonly taker_fee?: string | number;
}

interface Listed {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: string;
  readonly quantity_step?: number | null;
  readonly price_step?: number | null;
}

function factsOf(symbol: string, instruments: readonly Listed[], rules: Rules): Facts | string {
  const found = instruments.find((each) => each.symbol === symbol);
  if (!found) return `${symbol} is not traded there`;
  return {
    base: found.base,
    quote: found.settle || found.quote,
    step: Money.of(found.quantity_step) ?? Money.ZERO,
    priceStep: Money.of(found.price_step) ?? Money.ZERO,
    fee: Money.of(rules.taker_fee) ?? Money.ZERO,
  };
}

interface FormProps {
  readonly market: Key;
  readonly facts: Facts;
  readonly orders: Orders;
  readonly portfolio: LivePortfolio;
  onOrder(order: Order): void;
}

function TicketForm(props: FormProps) {
  const { facts } = props;
  const desk = useTicket(props);
  const { fields, change, obstacle, sent } = desk;
  const [asking, ask] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (obstacle) return;
    if (asking) void desk.send();
    ask(!asking);
  };
  const units = { base: facts.base, quote: facts.quote, percent: '% of balance' } as const;
  return (
    <form className="radist-ticket" onSubmit={submit}>
      <Choice
        label="Side"
        value={fields.side}
        words={SIDES}
        onChange={(side) => change({ side })}
      />
      <Choice
        label="Type"
        value={fields.type}
        words={TYPES}
        onChange={(type) => change({ type })}
      />
      {fields.type === 'limit' && (
        <Field label="Limit" value={fields.price} onChange={(price) => change({ price })} />
      )}
      {fields.type === 'stop' && (
        <Field label="Stop" value={fields.stop} onChange={(stop) => change({ stop })} />
      )}
      <Field label="Size" value={fields.size} onChange={(size) => change({ size })} />
      <Choice label="In" value={fields.unit} words={units} onChange={(unit) => change({ unit })} />
      <Preview desk={desk} quote={facts.quote} />
      <button type="submit" disabled={obstacle !== null} data-side={fields.side}>
        {asking && !obstacle ? 'Really: ' : ''}
        {nameOf(desk, facts)}
      </button>
      <output aria-live="polite">{sent ? outcomeOf(sent) : obstacle && WHY[obstacle]}</output>
    </form>
  );
}

const SIDES = { buy: 'Buy', sell: 'Sell' } as const;
const TYPES = { market: 'Market', limit: 'Limit', stop: 'Stop' } as const;

const WHY: Record<Obstacle, string> = {
  offline: 'Not connected',
  stale: 'The book is too old',
  size: 'How much?',
  price: 'At which price?',
  stop: 'From which price on?',
  book: 'No book yet',
  depth: 'The book has less than that',
  least: 'Less than the smallest size',
  balance: 'More than there is',
  refused: 'The desk would refuse it',
};

/** The button says what it does. */
function nameOf({ fields: { side }, ticket: { quantity, cost } }: TicketState, facts: Facts) {
  const words = [SIDES[side], exact(quantity && String(quantity)), facts.base];
  if (!quantity) return `${SIDES[side]} ${facts.base}`;
  return [...words, '≈', exact(cost && String(cost.round(2))), facts.quote].join(' ');
}

function Preview({ desk: { preview }, quote }: { desk: TicketState; quote: string }) {
  if (!preview) return null;
  const { price, slippage, fee, balance_after, refused } = preview;
  if (refused) return <p role="status">{refused}</p>;
  return (
    <p className="radist-preview">
      at {exact(price)}, slippage {exact(slippage)}, fee {exact(fee)} {quote}, then{' '}
      {exact(balance_after)} {quote}
    </p>
  );
}

function outcomeOf({ order, failure }: Sent): string {
  if (failure) return `Not placed: ${failure}`;
  if (!order) return 'Sending…';
  const { state, filled, average_price, reason } = order;
  if (state === 'filled') return `Filled: ${exact(filled)} at ${exact(average_price)}`;
  return [state.replace('_', ' '), reason].filter(Boolean).join(': ');
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly words: Readonly<Record<T, string>>;
  onChange(value: T): void;
}

function Choice<T extends string>({ label, value, words, onChange }: ChoiceProps<T>) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ target }) => onChange(target.value as T)}>
        {(Object.keys(words) as T[]).map((each) => (
          <option key={each} value={each}>
            {words[each]}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  onChange(text: string): void;
}

function Field({ label, value, onChange }: FieldProps) {
  return (
    <label>
      {label}{' '}
      <input
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

/** What is held and what is asked for of this market. */
function Holdings({ market, orders, portfolio }: Omit<FormProps, 'facts' | 'onOrder'>) {
  const isHere = ({ exchange, symbol }: Key) =>
    exchange === market.exchange && symbol === market.symbol;
  const position = portfolio.portfolio?.positions.find(isHere);
  return (
    <div className="radist-holdings">
      {position && Number(position.quantity) !== 0 ? (
        <p>
          {exact(position.quantity)} at {exact(position.average_price)}, unrealised{' '}
          {exact(position.unrealised)} <Close market={market} quantity={position.quantity} />
        </p>
      ) : (
        <p>No position.</p>
      )}
      <ul aria-label="Open orders">
        {orders.open.filter(isHere).map((order) => (
          <OpenOrder key={order.id} order={order} />
        ))}
      </ul>
    </div>
  );
}

function Close({ market, quantity }: { market: Key; quantity: string }) {
  const client = useRadist();
  const { exchange, symbol } = market;
  const close = () => {
    const order = { exchange, symbol, side: 'sell', type: 'market', quantity } as const;
    return placeOrder(client, { ...order, client_order_id: newOrderId() });
  };
  return <Asked label="Close" act={close} />;
}

function OpenOrder({ order }: { order: Order }) {
  const client = useRadist();
  return (
    <li data-side={order.side}>
      {SIDES[order.side]} {exact(order.quantity)} at {exact(order.price ?? order.stop_price)}{' '}
      <Asked label="Cancel" act={() => cancelOrder(client, order)} />
    </li>
  );
}

/** A button that asks again before it does something, and says why it could not. */
function Asked({ label, act }: { label: string; act(): Promise<unknown> }) {
  const [said, say] = useState(label);
  const press = () => {
    if (said === label) say(`Really ${label.toLowerCase()}?`);
    else
      act().then(
        () => say(label),
        (cause) => say(String(cause?.message ?? cause)),
      );
  };
  return (
    <button type="button" onClick={press} onBlur={() => say(label)}>
      {said}
    </button>
  );
}
