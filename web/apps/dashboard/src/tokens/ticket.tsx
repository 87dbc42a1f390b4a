import { Money, newOrderId, type Side, type TradedToken, typed } from '@radist/client/trading';
import { useConnection, useRadist } from '@radist/react';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useAmounts, usePoint } from '../trade/amounts.ts';
import { Segments } from '../trade/ticket.tsx';
import { useWords } from '../words/language.tsx';
import { tokenWords } from './words.ts';

type Unit = 'amount' | 'quote';

/** What the curve would give for an order. */
interface Quoted {
  readonly amount: string;
  readonly total: string;
  readonly price: string | null;
  readonly fee: string | null;
  readonly price_after: string | null;
}

interface TokenTicketProps {
  readonly token: TradedToken;
  readonly mine: string;
  readonly currency: string;
}

/** Buys or sells a token against its curve, on paper. */
export function TokenTicket(props: TokenTicketProps) {
  const { token, currency } = props;
  const words = useWords(tokenWords);
  const point = usePoint();
  const [side, setSide] = useState<Side>('buy');
  const [chosen, setUnit] = useState<Unit>('quote');
  const [text, setText] = useState('');
  // Sales are by amount: what they bring is the curve's to say.
  const unit = side === 'sell' ? 'amount' : chosen;
  const amount = typed(text, point);
  const size = amount && amount.sign > 0 ? String(amount) : '';
  const quoted = useQuote(token.token_mint, side, unit, size);
  const { state } = useConnection();
  const [said, send] = useSending(token, currency);
  const why = state !== 'live' ? words.offline : size ? quoted.failure : words.fill;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (quoted.value && !why) void send(side, orderOf(side, unit, size, quoted.value));
  };
  return (
    <form className="ticket" data-side={side} autoComplete="off" onSubmit={submit}>
      <Segments
        label={words.side}
        className="sides"
        value={side}
        words={words.sides}
        onChange={(next) => setSide(next)}
      />
      <SizeField {...props} {...{ side, unit, text, setUnit, setText }} />
      <Preview quoted={quoted.value} currency={currency} />
      <PlaceButton {...props} side={side} quoted={quoted.value} isOff={why !== ''} />
      <p className="why">{why}</p>
      <p className="available">{words.tolerance}</p>
      <div className="outcome" role="status" data-state={said?.state}>
        {said?.text}
      </div>
    </form>
  );
}

interface SizeFieldProps extends TokenTicketProps {
  readonly side: Side;
  readonly unit: Unit;
  readonly text: string;
  setUnit(unit: Unit): void;
  setText(text: string): void;
}

function SizeField({ token, mine, currency, side, unit, text, setUnit, setText }: SizeFieldProps) {
  const words = useWords(tokenWords);
  const amounts = useAmounts();
  const id = useId();
  const name = nameOf(token);
  return (
    <div className="line-of-fields">
      <label htmlFor={id}>{words.amount}</label>
      <input
        id={id}
        name="size"
        className="field"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <select
        className="choice"
        aria-label={words.unit}
        value={unit}
        onChange={({ target }) => setUnit(target.value as Unit)}
      >
        {side === 'buy' && <option value="quote">{currency}</option>}
        <option value="amount">{name}</option>
      </select>
      <p className="available">{words.yours(`${amounts.own(mine)} ${name}`)}</p>
    </div>
  );
}

interface PlaceButtonProps extends TokenTicketProps {
  readonly side: Side;
  readonly quoted: Quoted | null;
  readonly isOff: boolean;
}

/** Says what it does, as far as that is known. */
function PlaceButton({ token, currency, side, quoted, isOff }: PlaceButtonProps) {
  const words = useWords(tokenWords);
  const amounts = useAmounts();
  const name = nameOf(token);
  const text = quoted
    ? words.button(
        words.sides[side],
        `${amounts.exact(quoted.amount)} ${name}`,
        `${amounts.exact(quoted.total)} ${currency}`,
      )
    : `${words.sides[side]} ${name}`;
  return (
    <button type="submit" className="button place-order" disabled={isOff || !quoted}>
      {text}
    </button>
  );
}

const nameOf = ({ symbol, token_mint }: TradedToken) => symbol || token_mint;

function Preview({ quoted, currency }: { quoted: Quoted | null; currency: string }) {
  const words = useWords(tokenWords);
  const amounts = useAmounts();
  const money = (amount: string | null | undefined) =>
    amount == null ? '—' : `${amounts.price(amount)} ${currency}`;
  const lines: readonly (readonly [string, string])[] = [
    [words.mean, money(quoted?.price)],
    [words.fee, money(quoted?.fee)],
    [words.after, money(quoted?.price_after)],
  ];
  return (
    <dl className="preview">
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const SETTLED_MS = 250;
const AGAIN_MS = 3000;

/** Asks the curve what it would give: when that is another question, and while it stands there. */
function useQuote(mint: string, side: Side, unit: Unit, size: string) {
  const client = useRadist();
  const [answer, setAnswer] = useState({ asked: '', value: null as Quoted | null, failure: '' });
  const question = size ? JSON.stringify({ side, [unit]: size }) : '';
  useEffect(() => {
    if (!question) return;
    const stopped = new AbortController();
    const { signal } = stopped;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const path: string = `/api/v1/tokens/${encodeURIComponent(mint)}/quote`;
      const heard = client.rest.get(path, { query: JSON.parse(question), signal }).then(
        (value) => ({ value: value as Quoted, failure: '' }),
        (cause) => ({ value: null, failure: String(cause.message) }),
      );
      const told = await heard;
      if (signal.aborted) return;
      setAnswer({ asked: question, ...told });
      timer = setTimeout(ask, AGAIN_MS);
    };
    timer = setTimeout(ask, SETTLED_MS);
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, [client, mint, question]);
  return answer.asked === question ? answer : { value: null, failure: '' };
}

interface Said {
  readonly state: 'pending' | 'filled' | 'rejected';
  readonly text: string;
}

const TOLERANCE = Money.of('0.01') as Money;
const ONE = Money.of(1) as Money;

/** Sends an order; what became of it is what the server says. */
function useSending(token: TradedToken, currency: string) {
  const words = useWords(tokenWords);
  const amounts = useAmounts();
  const client = useRadist();
  const [said, say] = useState<Said | null>(null);
  const send = async (side: Side, order: Record<string, string>) => {
    if (said?.state === 'pending') return;
    say({ state: 'pending', text: words.sending });
    try {
      const path = `/api/v1/tokens/${encodeURIComponent(token.token_mint)}/${side}`;
      const { trade } = await client.rest.post<{ trade: { amount: string; total: string } }>(
        path,
        order,
        newOrderId(),
      );
      const [size, total] = [amounts.exact(trade.amount), amounts.exact(trade.total)];
      const tell = side === 'buy' ? words.bought : words.sold;
      say({
        state: 'filled',
        text: tell(`${size} ${nameOf(token)}`, `${total} ${currency}`),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      say({ state: 'rejected', text: words.notDone(why) });
    }
  };
  return [said, send] as const;
}

/** What was asked for, and no worse than a percent from what was told of it. */
function orderOf(side: Side, unit: Unit, size: string, { amount, total }: Quoted) {
  const about = (text: string, part: Money) => String(Money.of(text)?.times(part).round(8));
  const [less, more] = [ONE.minus(TOLERANCE), ONE.plus(TOLERANCE)];
  const order: Record<string, string> =
    side === 'sell'
      ? { amount: size, min_quote: about(total, less) }
      : unit === 'quote'
        ? { quote: size, min_amount: about(amount, less) }
        : { amount: size, max_quote: about(total, more) };
  return order;
}
