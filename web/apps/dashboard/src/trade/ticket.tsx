import type { Key } from '@radist/client';
import type { Side } from '@radist/client/trading';
import { type Facts, type Obstacle, type TicketState, useTicket } from '@radist/react/ticket';
import {
  type FormEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useRef,
} from 'react';
import '../chart/chart.css';
import { Kept, useKept } from '../memory.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { useAmounts, usePoint } from './amounts.ts';
import { type Asker, Confirm } from './confirm.tsx';
import { PriceField, SizeField } from './fields.tsx';
import { Outcome } from './outcome.tsx';
import type { Account } from './use-account.ts';
import { tradeWords } from './words.ts';

/** Whether an order is asked about before it is sent. */
const asking = new Kept<boolean>('confirm-orders', (stored) => stored !== false);

/** What others put into the ticket. */
export interface TicketHandle {
  price(price: string): void;
  side(side: Side): void;
}

interface TicketProps {
  readonly ref?: Ref<TicketHandle>;
  readonly market: Key;
  readonly facts: Facts;
  readonly account: Account;
  readonly side?: Side;
}

/** A paper order: what it is, what it would get, and what became of the last one. */
export function Ticket({ ref, market, facts, account, side }: TicketProps) {
  const words = useWords(tradeWords);
  const { orders, portfolio } = account;
  const point = usePoint();
  const desk = useTicket({ market, facts, orders, portfolio, point, ...(side ? { side } : {}) });
  const form = useRef<HTMLFormElement>(null);
  useImperativeHandle(ref, () => handleOf(desk, form.current));
  const { fields, change } = desk;
  return (
    <div className="ticket" data-side={fields.side}>
      <Form ref={form} desk={desk} facts={facts}>
        <Segments
          label={words.ticket.side}
          className="sides"
          value={fields.side}
          words={words.ticket.sides}
          onChange={(side) => change({ side })}
        />
        <Segments
          label={words.ticket.type}
          value={fields.type}
          words={words.ticket.types}
          onChange={(type) => change({ type })}
        />
        <PriceField desk={desk} facts={facts} />
        <SizeField {...{ market, desk, facts, portfolio }} />
        <Preview desk={desk} quote={facts.quote} />
      </Form>
      <Outcome sent={desk.sent} />
    </div>
  );
}

/** A price that somebody picked makes a limit order of it, unless it is a stop. */
function handleOf({ fields, change }: TicketState, form: HTMLFormElement | null): TicketHandle {
  return {
    price: (price) => change(fields.type === 'stop' ? { stop: price } : { type: 'limit', price }),
    side: (side) => {
      change({ side });
      form?.querySelector<HTMLInputElement>('input[name="size"]')?.focus();
    },
  };
}

interface FormProps {
  readonly ref: Ref<HTMLFormElement>;
  readonly desk: TicketState;
  readonly facts: Facts;
  readonly children: ReactNode;
}

/** The button says what it does; where it cannot, the line below says why. */
function Form({ ref, desk, facts, children }: FormProps) {
  const { ticket: words } = useWords(tradeWords);
  const asks = useKept(asking);
  const asker = useRef<Asker>(null);
  const id = useId();
  const name = useName(desk, facts);
  const why = useWhy(desk, facts);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (desk.obstacle) return;
    if (!asks) void desk.send();
    else {
      const text = words.confirmText(name, words.types[desk.fields.type]);
      asker.current?.ask({ title: words.confirmTitle, text, yes: words.yes, act: desk.send });
    }
  };
  return (
    <>
      <form ref={ref} onSubmit={submit} autoComplete="off">
        {children}
        <button
          type="submit"
          className="button place-order"
          disabled={desk.obstacle !== null}
          aria-describedby={id}
        >
          {name}
        </button>
        <p id={id} className="why">
          {why}
        </p>
        <label className="asks">
          <input
            type="checkbox"
            checked={asks}
            onChange={({ target }) => asking.set(target.checked)}
          />
          {words.confirm}
        </label>
      </form>
      <Confirm ref={asker} />
    </>
  );
}

function useName({ fields, ticket: { quantity, cost } }: TicketState, facts: Facts): string {
  const { ticket: words } = useWords(tradeWords);
  const amounts = useAmounts();
  const side = words.sides[fields.side];
  if (!quantity || quantity.sign <= 0) return words.buttonEmpty(side, facts.base);
  const size = `${amounts.exact(String(quantity))} ${facts.base}`;
  return words.button(side, size, `${amounts.exact(String(cost?.round(2)), 2)} ${facts.quote}`);
}

/** Why nothing can be placed now, in words. */
function useWhy({ obstacle, book, preview, fields }: TicketState, facts: Facts): string {
  const { obstacles } = useWords(tradeWords);
  const { format } = useLanguage();
  const amounts = useAmounts();
  if (!obstacle) return '';
  const says: Partial<Record<Obstacle, () => string>> = {
    stale: () => obstacles.stale(format.age(Date.now() - (book?.time_received ?? 0) / 1000)),
    least: () => obstacles.least(`${amounts.exact(String(facts.step))} ${facts.base}`),
    balance: () => obstacles.balance(fields.side === 'buy' ? facts.quote : facts.base),
    refused: () => preview?.refused || obstacles.refused,
  };
  const plain = obstacles[obstacle];
  return says[obstacle]?.() ?? (typeof plain === 'string' ? plain : '');
}

/** What the desk expects of the order, asked for again and again. */
function Preview({ desk: { ticket, preview }, quote }: { desk: TicketState; quote: string }) {
  const { ticket: words } = useWords(tradeWords);
  const amounts = useAmounts();
  const told = preview?.refused ? null : preview;
  const price = told?.price ?? (ticket.price && String(ticket.price.round(8)));
  return (
    <dl className="preview">
      <Line
        name={words.estimate}
        value={price == null ? '—' : `${amounts.price(price)} ${quote}`}
      />
      <Line name={words.slippage} value={amounts.percent(told?.slippage)} />
      <Line
        name={words.fee}
        value={told?.fee == null ? '—' : `${amounts.exact(told.fee)} ${quote}`}
      />
      <Line name={words.after} value={`${amounts.money(told?.balance_after)} ${quote}`} />
    </dl>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly className?: string;
  readonly value: T;
  readonly words: Readonly<Record<T, string>>;
  onChange(value: T): void;
}

/** A few choices, one of them taken. */
export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { label, className = '', value, words, onChange } = props;
  return (
    <fieldset className={`segments ${className}`} aria-label={label}>
      {(Object.keys(words) as T[]).map((each) => (
        <button
          type="button"
          key={each}
          data-value={each}
          aria-pressed={each === value}
          onClick={() => onChange(each)}
        >
          {words[each]}
        </button>
      ))}
    </fieldset>
  );
}
