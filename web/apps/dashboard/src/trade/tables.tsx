import type { Fill, Order, TokenHolding, TradingPosition } from '@radist/client/trading';
import { cancelOrder, isOpen, Money, newOrderId, placeOrder } from '@radist/client/trading';
import { useRadist } from '@radist/react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { paths } from '../routing/routes.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import './account.css';
import { Gain } from './account-line.tsx';
import { useAmounts } from './amounts.ts';
import { type Asker, Confirm } from './confirm.tsx';
import type { Account } from './use-account.ts';
import { tradeWords } from './words.ts';

type Column = keyof (typeof tradeWords)['en']['columns'];

interface TableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly children: ReactNode;
}

/** On a phone each row is a card, whose cells name their columns. */
function Table({ label, columns, children }: TableProps) {
  const words = useWords(tradeWords).columns;
  return (
    <table className="book-keeping" aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" key={column} className={`of-${column}`}>
              {words[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function Cell({ of, title, children }: { of: Column; title?: string; children: ReactNode }) {
  const words = useWords(tradeWords).columns;
  return (
    <td className={`of-${of}`} data-label={words[of]} title={title}>
      {children}
    </td>
  );
}

const POSITION: readonly Column[] = [
  ...(['symbol', 'quantity', 'average', 'mark', 'value', 'unrealised', 'realised'] as const),
  'actions',
];

/** What is held: markets and tokens. */
export function Positions({ account }: { account: Account }) {
  const words = useWords(tradeWords);
  const { positions = [], holdings = [] } = account.portfolio.portfolio ?? {};
  const asker = useRef<Asker>(null);
  return (
    <>
      <Table label={words.tabs.positions} columns={POSITION}>
        {positions.filter(isHeld).map((position) => (
          <PositionRow
            key={`${position.exchange} ${position.symbol}`}
            position={position}
            asker={asker}
          />
        ))}
        {holdings.map((holding) => (
          <HoldingRow key={holding.token_mint} holding={holding} />
        ))}
      </Table>
      <Confirm ref={asker} />
    </>
  );
}

export const isHeld = ({ quantity }: TradingPosition) => Money.of(quantity)?.sign !== 0;

interface PositionProps {
  readonly position: TradingPosition;
  readonly asker: RefObject<Asker | null>;
}

function PositionRow({ position, asker }: PositionProps) {
  const words = useWords(tradeWords);
  const client = useRadist();
  const amounts = useAmounts();
  const [failure, setFailure] = useState('');
  const { exchange, symbol, quantity, average_price, mark, value, unrealised, realised } = position;
  const close = () => {
    const order = { exchange, symbol, side: 'sell', type: 'market', quantity } as const;
    placeOrder(client, { ...order, client_order_id: newOrderId() }).then(
      () => setFailure(''),
      (cause) => setFailure(words.notDone(cause.message)),
    );
  };
  const ask = () => {
    const text = words.closeText(amounts.own(quantity), symbol);
    asker.current?.ask({ title: words.closeTitle, text, yes: words.close, act: close });
  };
  return (
    <tr>
      <Cell of="symbol">
        <a href={paths.tradeOf({ exchange, symbol })}>{symbol}</a> <small>{exchange}</small>
      </Cell>
      <Cell of="quantity">{amounts.own(quantity)}</Cell>
      <Cell of="average">{amounts.price(average_price)}</Cell>
      <Cell of="mark">{amounts.price(mark)}</Cell>
      <Cell of="value">{amounts.money(value)}</Cell>
      <Cell of="unrealised">
        <Gain amount={unrealised} /> <small>{amounts.part(unrealised, costOf(position))}</small>
      </Cell>
      <Cell of="realised">
        <Gain amount={realised} />
      </Cell>
      <Cell of="actions">
        <button type="button" className="button" onClick={ask}>
          {words.close}
        </button>
        {failure && <span role="alert">{failure}</span>}
      </Cell>
    </tr>
  );
}

function costOf({ value, unrealised }: TradingPosition): Money | null {
  const [worth, gain] = [Money.of(value), Money.of(unrealised)];
  return worth && gain && worth.minus(gain);
}

function HoldingRow({ holding }: { holding: TokenHolding }) {
  const amounts = useAmounts();
  const { token_mint, symbol, amount, price, value, unrealised } = holding;
  return (
    <tr>
      <Cell of="symbol">
        <a href={paths.tokens(token_mint)}>{symbol || token_mint}</a>
      </Cell>
      <Cell of="quantity">{amounts.own(amount)}</Cell>
      <Cell of="average">—</Cell>
      <Cell of="mark">{amounts.price(price)}</Cell>
      <Cell of="value">{amounts.money(value)}</Cell>
      <Cell of="unrealised">
        <Gain amount={unrealised} />
      </Cell>
      <Cell of="realised">—</Cell>
      <Cell of="actions">{null}</Cell>
    </tr>
  );
}

const ORDER: readonly Column[] = [
  ...(['time', 'symbol', 'side', 'type', 'quantity', 'filled', 'price', 'state'] as const),
  'actions',
];

/** Orders that can still be filled, and below them the last of those that cannot. */
export function OrderTable({ account }: { account: Account }) {
  const words = useWords(tradeWords);
  const { open, done } = account.orders;
  return (
    <Table label={words.tabs.orders} columns={ORDER}>
      {[...open, ...done.slice(0, 20)].map((order) => (
        <OrderRow key={order.id} order={order} />
      ))}
    </Table>
  );
}

function OrderRow({ order }: { order: Order }) {
  const words = useWords(tradeWords);
  const { format } = useLanguage();
  const client = useRadist();
  const amounts = useAmounts();
  const [failure, setFailure] = useState('');
  const cancel = () =>
    cancelOrder(client, order).then(
      () => setFailure(''),
      (cause) => setFailure(words.notDone(cause.message)),
    );
  const { exchange, symbol, side, type, filled, state, reason } = order;
  const { quantity, quote, fee_currency } = order;
  const price = order.price ?? order.stop_price ?? order.average_price;
  return (
    <tr data-open={isOpen(order)}>
      <Cell of="time">{format.second(Date.parse(order.created))}</Cell>
      <Cell of="symbol">
        <a href={paths.tradeOf({ exchange, symbol })}>{symbol}</a>
      </Cell>
      <Cell of="side">
        <SideWord side={side} />
      </Cell>
      <Cell of="type">{words.ticket.types[type]}</Cell>
      <Cell of="quantity">
        {quantity ? amounts.own(quantity) : `≈ ${amounts.own(quote)} ${fee_currency}`}
      </Cell>
      <Cell of="filled">{amounts.own(filled)}</Cell>
      <Cell of="price">{amounts.price(price)}</Cell>
      <Cell of="state">
        {words.states[state]} {reason && <small>{reason}</small>}
      </Cell>
      <Cell of="actions">
        {isOpen(order) && (
          <button type="button" className="button" onClick={cancel}>
            {words.cancel}
          </button>
        )}
        {failure && <span role="alert">{failure}</span>}
      </Cell>
    </tr>
  );
}

function SideWord({ side }: { side: 'buy' | 'sell' }) {
  const { sides } = useWords(tradeWords).ticket;
  return (
    <span className="arrow" data-direction={side === 'buy' ? 'up' : 'down'}>
      {sides[side]}
    </span>
  );
}

const FILL: readonly Column[] = [
  ...(['time', 'symbol', 'side', 'price', 'quantity', 'fee', 'slippage', 'liquidity'] as const),
];

/** What was filled, with its fee and its slippage against the middle of the book. */
export function FillTable({ account }: { account: Account }) {
  const words = useWords(tradeWords);
  return (
    <Table label={words.tabs.fills} columns={FILL}>
      {account.orders.fills.map((fill) => (
        <FillRow key={fill.id} fill={fill} />
      ))}
    </Table>
  );
}

function FillRow({ fill }: { fill: Fill }) {
  const words = useWords(tradeWords);
  const { format } = useLanguage();
  const amounts = useAmounts();
  const { symbol, side, price, quantity, fee, fee_currency, slippage, liquidity, time } = fill;
  return (
    <tr>
      <Cell of="time">{format.second(Date.parse(time))}</Cell>
      <Cell of="symbol">{symbol}</Cell>
      <Cell of="side">
        <SideWord side={side} />
      </Cell>
      <Cell of="price">{amounts.price(price)}</Cell>
      <Cell of="quantity">{amounts.own(quantity)}</Cell>
      <Cell of="fee">
        {amounts.own(fee)} <small>{fee_currency}</small>
      </Cell>
      <Cell of="slippage" title={words.columns.slippageMeaning}>
        {amounts.percent(slippage)}
      </Cell>
      <Cell of="liquidity">{words.liquidity[liquidity]}</Cell>
    </tr>
  );
}

const BALANCE: readonly Column[] = ['currency', 'total', 'available'];

export function BalanceTable({ account }: { account: Account }) {
  const words = useWords(tradeWords);
  const amounts = useAmounts();
  return (
    <Table label={words.tabs.balances} columns={BALANCE}>
      {(account.portfolio.portfolio?.balances ?? []).map(({ currency, total, available }) => (
        <tr key={currency}>
          <Cell of="currency">{currency}</Cell>
          <Cell of="total">{amounts.own(total)}</Cell>
          <Cell of="available">{amounts.own(available)}</Cell>
        </tr>
      ))}
    </Table>
  );
}
