import { useConnection } from '@radist/react';
import { useMemo, useState } from 'react';
import type { Market } from '../about.ts';
import { usePaused } from '../frames.ts';
import { useServer } from '../server.tsx';
import { useTitle } from '../shell/title.ts';
import { useLanguage } from '../words/language.tsx';
import { useBoard } from './board.ts';
import { shownColumns, useChosenColumns } from './columns.ts';
import { Drawer } from './drawer.tsx';
import { useFavourites } from './favourites.ts';
import { chosenOf, kindOf } from './listing.ts';
import { Nothing } from './nothing.tsx';
import { NoMarkets } from './placeholders.tsx';
import { Table } from './table.tsx';
import { Toolbar } from './toolbar.tsx';
import { useListing } from './use-listing.ts';
import { useOrder } from './use-order.ts';
import { useView, type View } from './use-view.ts';

/** All markets in one table. */
export function Page() {
  const { words } = useLanguage();
  const server = useServer();
  const board = useBoard();
  const { state } = useConnection();
  const [view, change] = useView();
  const markets = useListing(board);
  const [held, hold] = useState(false);
  const paused = usePaused();
  const shown = useOrder(useChosen(markets, view), board, view, held || paused);
  const columns = useColumns(markets);
  useTitle(words.pages.markets);
  const { sort } = view;
  const moves = sort !== null && sort.key !== 'symbol';
  const open = markets.find(({ room }) => room === view.open);
  const onOpen = (market: Market | null) => change({ open: market?.room ?? '' });
  return (
    <div className="main" data-state={state}>
      <div className="progress" aria-hidden="true" />
      <Toolbar
        markets={markets}
        view={view}
        orderPaused={moves && held}
        shown={shown.length}
        onView={change}
      />
      <div className="beside">
        {shown.length > 0 && (
          <Table
            markets={shown}
            board={board}
            columns={columns}
            sort={sort}
            open={view.open}
            onSort={(sort) => change({ sort })}
            onHold={hold}
            onOpen={onOpen}
          />
        )}
        {markets.length === 0 && <NoMarkets load={server} retry={server.reload} />}
        {markets.length > 0 && shown.length === 0 && <Nothing view={view} onView={change} />}
        {open && <Drawer key={open.room} market={open} onClose={() => onOpen(null)} />}
      </div>
    </div>
  );
}

function useChosen(markets: readonly Market[], { tab, exchange, quote }: View) {
  const favourites = useFavourites();
  return useMemo(
    () => chosenOf(markets, { tab, exchange, quote }, favourites),
    [markets, tab, exchange, quote, favourites],
  );
}

function useColumns(markets: readonly Market[]) {
  const chosen = useChosenColumns();
  const contracts = useMemo(
    () => markets.some(({ symbol }) => kindOf(symbol) !== 'spot'),
    [markets],
  );
  return useMemo(() => shownColumns(chosen, contracts), [chosen, contracts]);
}
