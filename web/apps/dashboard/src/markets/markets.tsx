import { useConnection } from '@radist/react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import type { Market } from '../about.ts';
import { useLanguage } from '../words/language.tsx';
import type { Board } from './board.ts';
import { Message } from './placeholders.tsx';
import { Table } from './table.tsx';
import { Toolbar } from './toolbar.tsx';
import { useOrder } from './use-order.ts';
import { useView } from './use-view.ts';

interface MarketsProps {
  readonly markets: readonly Market[];
  readonly board: Board;
  /** What to say when there are none. */
  readonly children: ReactNode;
}

/** The Markets page below the shell. */
export function Markets({ markets, board, children }: MarketsProps) {
  const { words } = useLanguage();
  const { state } = useConnection();
  const view = useView();
  const [held, hold] = useState(false);
  const paused = useSyncExternalStore(board.subscribe, () => board.current().paused);
  const shown = useOrder(markets, board, view, held || paused);
  useSpace(board.toggle);
  const { query, setQuery, sort, setSort } = view;
  const moves = sort !== null && sort.key !== 'symbol';
  return (
    <main className="main" data-state={state}>
      <div className="progress" aria-hidden="true" />
      <Toolbar
        board={board}
        view={view}
        orderPaused={moves && held}
        shown={shown.length}
        all={markets.length}
      />
      {shown.length > 0 && (
        <div className="scroll">
          <Table markets={shown} board={board} sort={sort} onSort={setSort} onHold={hold} />
        </div>
      )}
      {markets.length === 0 && children}
      {markets.length > 0 && shown.length === 0 && (
        <Message
          text={words.noneFound(query)}
          action={words.clearSearch}
          onAction={() => setQuery('')}
        />
      )}
    </main>
  );
}

/** Space pauses, except where it already means something. */
function useSpace(toggle: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== ' ' || event.repeat || target.closest('button, input, select, a')) return;
      event.preventDefault();
      toggle();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [toggle]);
}
