import { type LivePortfolio, Money, type Portfolio } from '@radist/client/trading';
import { type ReactNode, useRef } from 'react';
import { useHeld } from '../frames.ts';
import { useKept } from '../memory.ts';
import { useWords } from '../words/language.tsx';
import { hidden, useAmounts, wayOf } from './amounts.ts';
import { EyeIcon } from './icons.tsx';
import { ResetDialog } from './reset.tsx';
import { RulesDialog } from './rules.tsx';
import { tradeWords } from './words.ts';

/** Nobody should take it for real money. */
export function PaperBadge() {
  const words = useWords(tradeWords);
  return (
    <strong className="paper-badge" title={words.paperMeaning}>
      {words.paper}
    </strong>
  );
}

/** What the account is worth, in one line. */
export function AccountLine({ live }: { live: LivePortfolio }) {
  const words = useWords(tradeWords).account;
  const amounts = useAmounts();
  const portfolio = useHeld(live, ({ portfolio }) => portfolio !== null).portfolio;
  const { equity, today, unrealised, realised, cash, currency } = portfolio ?? NOTHING;
  return (
    <section className="account-line" aria-label={words.title}>
      <dl className="figures">
        <Figure name={words.equity}>
          <span data-figure="equity">{amounts.money(equity)}</span> <small>{currency}</small>
        </Figure>
        <Figure name={words.today}>
          <Gain amount={today} /> <small>{amounts.part(today, startOf(portfolio))}</small>
        </Figure>
        <Figure name={words.unrealised}>
          <Gain amount={unrealised} />
        </Figure>
        <Figure name={words.realised}>
          <Gain amount={realised} />
        </Figure>
        <Figure name={words.cash}>
          <span data-figure="cash">{amounts.money(cash)}</span>
        </Figure>
      </dl>
      <Buttons currency={currency} />
    </section>
  );
}

const NOTHING = {
  equity: null,
  today: null,
  unrealised: null,
  realised: null,
  cash: null,
  currency: '',
};

/** What it was worth as the day began. */
function startOf(portfolio: Portfolio | null): Money | null {
  const [equity, today] = [Money.of(portfolio?.equity), Money.of(portfolio?.today)];
  return equity && today && equity.minus(today);
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Told by sign, arrow and colour. */
export function Gain({ amount }: { amount: string | null }) {
  const amounts = useAmounts();
  return (
    <span className="arrow gain" data-direction={wayOf(amount)}>
      {amounts.gain(amount)}
    </span>
  );
}

function Buttons({ currency }: { currency: string }) {
  const words = useWords(tradeWords).account;
  const veiled = useKept(hidden);
  const [rules, reset] = [useRef<HTMLDialogElement>(null), useRef<HTMLDialogElement>(null)];
  const eye = veiled ? words.show : words.hide;
  return (
    <div className="account-buttons">
      <button
        type="button"
        className="button square"
        aria-pressed={veiled}
        aria-label={eye}
        title={eye}
        onClick={() => hidden.set(!veiled)}
      >
        <EyeIcon closed={veiled} />
      </button>
      <button type="button" className="button" onClick={() => rules.current?.showModal()}>
        {words.rules}
      </button>
      <button type="button" className="button" onClick={() => reset.current?.showModal()}>
        {words.reset}
      </button>
      <RulesDialog ref={rules} />
      <ResetDialog ref={reset} currency={currency} />
    </div>
  );
}
