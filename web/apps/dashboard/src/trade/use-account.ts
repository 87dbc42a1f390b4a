import type { LivePortfolio, Orders } from '@radist/client/trading';
import { useConnection, useOrders, usePortfolio } from '@radist/react';
import { type PanelState, panelState } from '../panel/state.ts';
import { useWords } from '../words/language.tsx';
import { tradeWords } from './words.ts';

/** All of a paper account that the page shows. */
export interface Account {
  readonly user: string;
  readonly orders: Orders;
  readonly portfolio: LivePortfolio;
  /** How far it can be believed. */
  readonly state: PanelState;
}

export function useAccount(user: string): Account {
  const words = useWords(tradeWords);
  const { state: connection } = useConnection();
  const orders = useOrders({ user });
  const portfolio = usePortfolio({ user });
  const code = portfolio.error ?? orders.error;
  const state = panelState({
    connection,
    filled: portfolio.portfolio !== null && !orders.loading,
    error: code === null ? null : { what: words.failed, code },
  });
  return { user, orders, portfolio, state };
}
