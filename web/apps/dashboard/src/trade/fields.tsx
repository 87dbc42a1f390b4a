import type { Key } from '@radist/client';
import { type LivePortfolio, Money, type Unit } from '@radist/client/trading';
import { assetOf, availableOf, type Facts, type TicketState } from '@radist/react/ticket';
import { useId } from 'react';
import { useWords } from '../words/language.tsx';
import { useAmounts, usePoint } from './amounts.ts';
import { tradeWords } from './words.ts';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  onChange(text: string): void;
}

function Field({ name, label, value, onChange }: FieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        className="field"
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </>
  );
}

interface PriceProps {
  readonly desk: TicketState;
  readonly facts: Facts;
}

/** The price of a limit or stop order, and buttons that take one from the book. */
export function PriceField({ desk: { fields, change, book }, facts }: PriceProps) {
  const { ticket: words } = useWords(tradeWords);
  const point = usePoint();
  if (fields.type === 'market') return null;
  const name = fields.type === 'limit' ? 'price' : 'stop';
  const [bid, ask] = [Money.of(book?.bids[0]?.[0]), Money.of(book?.asks[0]?.[0])];
  const mid = bid && ask && (bid.plus(ask).over(TWO)?.floor(facts.priceStep) ?? null);
  const prices = { bid, mid, ask };
  return (
    <div className="line-of-fields">
      <Field
        name={name}
        label={words[name]}
        value={fields[name]}
        onChange={(text) => change({ [name]: text })}
      />
      <div className="fillers">
        {(['bid', 'mid', 'ask'] as const).map((each) => (
          <button
            type="button"
            className="button"
            key={each}
            title={words.fillMeaning}
            disabled={!prices[each]}
            onClick={() => change({ [name]: String(prices[each]).replace('.', point) })}
          >
            {words.fill[each]}
          </button>
        ))}
      </div>
    </div>
  );
}

const TWO = Money.of(2) as Money;
const PARTS = ['25', '50', '75', '100'] as const;

interface SizeProps {
  readonly market: Key;
  readonly desk: TicketState;
  readonly facts: Facts;
  readonly portfolio: LivePortfolio;
}

/** How much: in what is traded, in money, or as a part of what there is. */
export function SizeField({ market, desk, facts, portfolio }: SizeProps) {
  const { ticket: words } = useWords(tradeWords);
  const amounts = useAmounts();
  const { fields, change } = desk;
  const units: Record<Unit, string> = {
    base: facts.base,
    quote: facts.quote,
    percent: words.percent,
  };
  const buys = fields.side === 'buy';
  const there = availableOf(portfolio.portfolio, buys ? facts.quote : assetOf(market));
  return (
    <div className="line-of-fields">
      <Field
        name="size"
        label={words.size}
        value={fields.size}
        onChange={(size) => change({ size })}
      />
      <select
        className="choice"
        aria-label={words.unit}
        value={fields.unit}
        onChange={({ target }) => change({ unit: target.value as Unit })}
      >
        {(Object.keys(units) as Unit[]).map((unit) => (
          <option key={unit} value={unit}>
            {units[unit]}
          </option>
        ))}
      </select>
      <div className="fillers">
        {PARTS.map((part) => (
          <button
            type="button"
            className="button"
            key={part}
            onClick={() => change({ unit: 'percent', size: part })}
          >
            {part} %
          </button>
        ))}
      </div>
      <p className="available">
        {buys
          ? words.available(amounts.money(there && String(there)), facts.quote)
          : words.available(amounts.own(there && String(there)), facts.base)}
      </p>
    </div>
  );
}
