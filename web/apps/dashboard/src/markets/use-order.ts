import { useEffect, useMemo, useReducer, useState, useSyncExternalStore } from 'react';
import type { Market } from '../about.ts';
import type { Board } from './board.ts';
import { arrange, type Sort } from './order.ts';

const REORDER_MS = 2000;

/** The rows to show. Their order follows the prices every 2 s, and stands still while `held`. */
export function useOrder(
  markets: readonly Market[],
  board: Board,
  view: { query: string; sort: Sort | null },
  held: boolean,
): readonly Market[] {
  const { query, sort } = view;
  const [turn, reorder] = useReducer((count: number) => count + 1, 0);
  const waiting = useSyncExternalStore(board.subscribe, () => board.current().waiting);
  const moves = sort !== null && sort.key !== 'symbol';
  useEffect(() => {
    if (!moves || held) return;
    const timer = setInterval(reorder, REORDER_MS);
    return () => clearInterval(timer);
  }, [moves, held]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn, or a first price, reads the prices again
  const wanted = useMemo(
    () => arrange(markets, query, sort, (room) => board.latest(room)),
    [markets, board, query, sort, turn, waiting],
  );
  return useUnchanged(wanted);
}

/** The earlier list when the new one is the same, so that a turn without moves renders nothing. */
function useUnchanged(wanted: readonly Market[]): readonly Market[] {
  const [kept, keep] = useState(wanted);
  const same = kept.length === wanted.length && kept.every((market, at) => market === wanted[at]);
  if (!same) keep(wanted);
  return same ? kept : wanted;
}
