import { usePortfolio } from '@radist/react';
import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import { PaperBadge } from '../trade/account-line.tsx';
import { useAmounts } from '../trade/amounts.ts';
import { useUser } from '../user.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { Change } from './list.tsx';
import '../symbol/symbol.css';
import { TokenTicket } from './ticket.tsx';
import { type Asked, type OneToken, useToken } from './use-tokens.ts';
import { tokenWords } from './words.ts';

/** One token: its price and age, a ticket, who holds it, who trades it. */
export function OneTokenPage({ mint }: { mint: string }) {
  const words = useWords(tokenWords);
  const asked = useToken(mint);
  const user = useUser();
  const { portfolio } = usePortfolio({ user });
  const state = useStateOf(asked, mint);
  const { value } = asked;
  if (!value) return <Panel title={words.list} state={state} className="token-list" />;
  const { token, trades, holders } = value;
  const mine = portfolio?.holdings.find(({ token_mint }) => token_mint === mint)?.amount;
  return (
    <div className="token-parts">
      <Panel title={token.symbol || mint} state={state} className="token-facts" scrolls>
        <Facts {...value} />
      </Panel>
      <Panel title={words.ticket} state={state} className="ticket-panel" tools={<PaperBadge />}>
        {user === null ? (
          <p className="message">{words.signIn}</p>
        ) : (
          <TokenTicket token={token} mine={mine ?? '0'} currency={portfolio?.currency ?? ''} />
        )}
      </Panel>
      <Panel title={words.trades} state={emptyOr(trades, words.noTrades)} scrolls>
        <Trades trades={trades} />
      </Panel>
      <Panel title={words.holders} state={emptyOr(holders, words.noHolders)} scrolls>
        <Holders holders={holders} />
      </Panel>
    </div>
  );
}

function emptyOr(rows: readonly unknown[], text: string): PanelState {
  return rows.length === 0 ? { kind: 'empty', text } : { kind: 'live' };
}

function useStateOf({ value, failure }: Asked<OneToken>, mint: string): PanelState {
  const words = useWords(tokenWords);
  if (value) return { kind: 'live' };
  if (failure?.code === '404') return { kind: 'empty', text: words.unknown(mint) };
  if (!failure) return { kind: 'loading' };
  return { kind: 'error', what: words.failed, code: `${failure.code}: ${failure.message}` };
}

export function Facts({ token }: Pick<OneToken, 'token'>) {
  const { facts } = useWords(tokenWords);
  const { format } = useLanguage();
  const amounts = useAmounts();
  const lines: readonly (readonly [string, string])[] = [
    [facts.age, format.age(Date.now() - Date.parse(token.created))],
    [facts.cap, amounts.exact(token.market_cap)],
    [facts.volume, amounts.exact(token.volume_24h)],
    [facts.supply, amounts.exact(token.supply)],
    [facts.reserve, amounts.exact(token.reserve)],
    [facts.holders, String(token.holders ?? '—')],
    [facts.creator, token.creator ?? '—'],
    [facts.mint, token.token_mint],
  ];
  return (
    <>
      <p className="token-price">
        <strong>{amounts.price(token.price)}</strong> <Change percent={token.price_change_24h} />
        <small>{token.name}</small>
      </p>
      <dl className="facts">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

export function Trades({ trades }: Pick<OneToken, 'trades'>) {
  const words = useWords(tokenWords);
  const { format } = useLanguage();
  const amounts = useAmounts();
  return (
    <table className="book-keeping" aria-label={words.trades}>
      <thead>
        <tr>
          <th className="of-time">{words.time}</th>
          <th className="of-side">{words.side}</th>
          <th>{words.amount}</th>
          <th>{words.mean}</th>
          <th>{words.total}</th>
          <th>{words.who}</th>
        </tr>
      </thead>
      <tbody>
        {trades.map(({ id, time, trade_type, amount, price, total, user_id }) => (
          <tr key={id}>
            <td className="of-time">{format.second(Date.parse(time))}</td>
            <td className="of-side">
              <span className="arrow" data-direction={trade_type === 'buy' ? 'up' : 'down'}>
                {words.sides[trade_type]}
              </span>
            </td>
            <td data-label={words.amount}>{amounts.exact(amount)}</td>
            <td data-label={words.mean}>{amounts.price(price)}</td>
            <td data-label={words.total}>{amounts.exact(total)}</td>
            <td data-label={words.who}>{user_id ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Holders({ holders }: Pick<OneToken, 'holders'>) {
  const words = useWords(tokenWords);
  const { format } = useLanguage();
  const amounts = useAmounts();
  return (
    <table className="book-keeping" aria-label={words.holders}>
      <thead>
        <tr>
          <th className="of-name">{words.who}</th>
          <th>{words.amount}</th>
          <th>{words.share}</th>
        </tr>
      </thead>
      <tbody>
        {holders.map(({ user_id, run, amount, share }) => (
          <tr key={`${run} ${user_id}`}>
            <td className="of-name">{user_id}</td>
            <td data-label={words.amount}>{amounts.exact(amount)}</td>
            <td data-label={words.share}>{format.percent(Number(share), 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
