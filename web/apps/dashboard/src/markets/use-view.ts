import { type SearchShape, useSearch } from '../routing/router.ts';
import { type Choice, TABS } from './listing.ts';
import { parseSort, type Sort, writeSort } from './order.ts';

export interface View extends Choice {
  readonly query: string;
  readonly sort: Sort | null;
  /** Room of the market whose drawer is open. */
  readonly open: string;
}

const shape: SearchShape<View> = {
  read: (query) => ({
    tab: TABS.find((tab) => tab === query.get('tab')) ?? 'all',
    exchange: query.get('exchange') ?? '',
    quote: query.get('quote') ?? '',
    query: query.get('q') ?? '',
    sort: parseSort(query.get('sort')),
    open: query.get('open') ?? '',
  }),
  write: ({ tab, exchange, quote, query, sort, open }) => ({
    tab: tab === 'all' ? '' : tab,
    exchange,
    quote,
    q: query,
    sort: sort ? writeSort(sort) : '',
    open,
  }),
};

/** What is shown and in which order, kept in the address so that a link opens the same view. */
export function useView(): [View, (change: Partial<View>) => void] {
  return useSearch(shape);
}
