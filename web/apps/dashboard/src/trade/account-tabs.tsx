import type { ReactNode } from 'react';
import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import '../symbol/symbol.css';
import { Tabs } from '../symbol/tabs.tsx';
import { symbolWords } from '../symbol/words.ts';
import { useWords } from '../words/language.tsx';
import { Equity } from './equity.tsx';
import { TABS, type Tab, type TradeSearch } from './search.ts';
import { BalanceTable, FillTable, isHeld, OrderTable, Positions } from './tables.tsx';
import type { Account } from './use-account.ts';
import { type TradeWords, tradeWords } from './words.ts';

interface AccountTabsProps {
  readonly account: Account;
  readonly search: TradeSearch;
  /** Where there is no room beside the chart. */
  readonly book: ReactNode;
  change(part: Partial<TradeSearch>): void;
}

/** The account below the chart, a part at a time. */
export function AccountTabs({ account, search, book, change }: AccountTabsProps) {
  const words = useWords(tradeWords);
  const { book: bookName } = useWords(symbolWords);
  const tabs: readonly Tab[] = book ? TABS : TABS.filter((tab) => tab !== 'book');
  const tab = tabs.includes(search.tab) ? search.tab : 'positions';
  return (
    <Tabs
      label={words.tabList}
      tabs={tabs}
      names={{ ...words.tabs, book: bookName }}
      chosen={tab}
      onChoose={(next) => change({ tab: next })}
    >
      {tab === 'book' ? (
        book
      ) : (
        <Panel title={words.tabs[tab]} state={stateOf(tab, account, words)} scrolls>
          <Part tab={tab} {...{ account, search, change }} />
        </Panel>
      )}
    </Tabs>
  );
}

interface PartProps extends Omit<AccountTabsProps, 'book'> {
  readonly tab: Exclude<Tab, 'book'>;
}

function Part({ tab, account, search, change }: PartProps) {
  if (tab === 'orders') return <OrderTable account={account} />;
  if (tab === 'fills') return <FillTable account={account} />;
  if (tab === 'balances') return <BalanceTable account={account} />;
  if (tab === 'positions') return <Positions account={account} />;
  return <Equity account={account} span={search.span} onSpan={(span) => change({ span })} />;
}

/** Where there is nothing to list it says so. */
function stateOf(tab: Tab, { state, orders, portfolio }: Account, words: TradeWords): PanelState {
  if (state.kind !== 'live') return state;
  const { positions = [], holdings = [], balances = [] } = portfolio.portfolio ?? {};
  const counts: Partial<Record<Tab, readonly [count: number, text: string]>> = {
    positions: [positions.filter(isHeld).length + holdings.length, words.noPositions],
    orders: [orders.open.length + orders.done.length, words.noOrders],
    fills: [orders.fills.length, words.noFills],
    balances: [balances.length, words.noBalances],
  };
  const [count, text] = counts[tab] ?? [1, ''];
  return count === 0 ? { kind: 'empty', text } : state;
}
