import type { TradedToken } from '@radist/client/trading';
import { useState } from 'react';
import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import { paths } from '../routing/routes.ts';
import '../trade/account.css';
import { useAmounts, wayOf } from '../trade/amounts.ts';
import { Segments } from '../trade/ticket.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { type Asked, type ListOrder, useTokenList } from './use-tokens.ts';
import { tokenWords } from './words.ts';

/** Every token, with its price as it moves. */
export function TokenList() {
  const words = useWords(tokenWords);
  const [order, setOrder] = useState<ListOrder>('newest');
  const asked = useTokenList(order);
  const state = useStateOf(asked);
  return (
    <Panel
      title={words.list}
      state={state}
      scrolls
      className="token-list"
      tools={
        <Segments
          label={words.order}
          value={order}
          words={words.orders}
          onChange={(next) => setOrder(next)}
        />
      }
    >
      <TokenTable tokens={asked.value ?? []} />
    </Panel>
  );
}

function useStateOf({ value, failure }: Asked<readonly TradedToken[]>): PanelState {
  const words = useWords(tokenWords);
  if (!value && failure) {
    return { kind: 'error', what: words.failed, code: `${failure.code}: ${failure.message}` };
  }
  if (!value) return { kind: 'loading' };
  return value.length === 0 ? { kind: 'empty', text: words.none } : { kind: 'live' };
}

export function TokenTable({ tokens }: { tokens: readonly TradedToken[] }) {
  const { columns, list } = useWords(tokenWords);
  return (
    <table className="book-keeping" aria-label={list}>
      <thead>
        <tr>
          {(Object.keys(columns) as (keyof typeof columns)[]).map((column) => (
            <th scope="col" key={column} className={`of-${column}`}>
              {columns[column]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <TokenRow key={token.token_mint} token={token} />
        ))}
      </tbody>
    </table>
  );
}

function TokenRow({ token }: { token: TradedToken }) {
  const { columns } = useWords(tokenWords);
  const { format } = useLanguage();
  const amounts = useAmounts();
  const { token_mint, name, symbol, price, price_change_24h, ...rest } = token;
  return (
    <tr>
      <td className="of-name">
        <a href={paths.tokens(token_mint)}>{symbol || token_mint}</a> <small>{name}</small>
      </td>
      <td data-label={columns.price}>{amounts.price(price)}</td>
      <td data-label={columns.change}>
        <Change percent={price_change_24h} />
      </td>
      <td data-label={columns.volume}>{amounts.exact(rest.volume_24h, 2)}</td>
      <td data-label={columns.cap}>{amounts.exact(rest.market_cap, 2)}</td>
      <td data-label={columns.holders}>{rest.holders ?? '—'}</td>
      <td data-label={columns.age}>{format.age(Date.now() - Date.parse(rest.created))}</td>
    </tr>
  );
}

export function Change({ percent }: { percent: string | null }) {
  const { format } = useLanguage();
  if (percent === null) return '—';
  return <span data-direction={wayOf(percent)}>{format.change(Number(percent))}</span>;
}
