import { type MouseEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Market } from '../about.ts';
import { makeAlert } from '../alerts/wish.ts';
import { useKeys } from '../keys/use-keys.ts';
import { navigate } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { useLanguage } from '../words/language.tsx';
import { toggleFavourite } from './favourites.ts';

interface Rows {
  readonly markets: readonly Market[];
  readonly scroller: RefObject<HTMLElement | null>;
  readonly height: number;
  readonly open: string;
  onOpen(market: Market | null): void;
}

/** The row that the keyboard is on; rows beyond what is shown can be reached too. */
export function useFocusedRow({ markets, scroller, height, open, onOpen }: Rows) {
  const [room, setRoom] = useState<string | null>(null);
  const wanted = useRef<string | null>(null);
  const at = markets.findIndex((market) => market.room === room);
  const rowOf = (name: string) =>
    scroller.current?.querySelector<HTMLElement>(`[data-room="${CSS.escape(name)}"]`);
  useEffect(() => {
    if (wanted.current === null) return;
    rowOf(wanted.current)?.focus({ preventScroll: true });
    wanted.current = null;
  });
  const go = (to: number) => {
    const market = markets[Math.min(markets.length - 1, Math.max(0, to))];
    if (!market) return;
    wanted.current = market.room;
    setRoom(market.room);
    const row = rowOf(market.room);
    row?.focus({ preventScroll: true });
    reveal(scroller.current, markets.indexOf(market) * height, height);
    if (open) onOpen(market);
  };
  useRowKeys({ markets, at, go, open, onOpen });
  const click = ({ target }: MouseEvent) => {
    if (!(target instanceof Element) || target.closest('a, button')) return;
    const clicked = target.closest<HTMLElement>('[data-room]')?.dataset.room;
    const market = markets.find((known) => known.room === clicked);
    if (market) onOpen(market.room === open ? null : market);
  };
  const came = (target: Element) =>
    setRoom(target.closest<HTMLElement>('[data-room]')?.dataset.room ?? null);
  return { at, came, click };
}

/** Scrolls no further than it takes to see the row, below the heads. */
function reveal(box: HTMLElement | null, top: number, height: number): void {
  if (!box) return;
  const head = box.querySelector<HTMLElement>('.head')?.offsetHeight ?? 0;
  const room = box.clientHeight - head;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + room) box.scrollTop = top + height - room;
}

interface RowKeys {
  readonly markets: readonly Market[];
  readonly at: number;
  readonly open: string;
  go(to: number): void;
  onOpen(market: Market | null): void;
}

function useRowKeys({ markets, at, go, open, onOpen }: RowKeys): void {
  const { words } = useLanguage();
  const market = markets[at];
  const isIn = () => document.activeElement?.closest('.body') != null;
  useKeys(words.markets, [
    { keys: ['j', 'ArrowDown'], shown: 'j ↓', label: words.keys.next, run: () => go(at + 1) },
    { keys: ['k', 'ArrowUp'], shown: 'k ↑', label: words.keys.previous, run: () => go(at - 1) },
    { keys: 'Home', label: words.keys.first, run: () => isIn() && go(0) },
    { keys: 'End', label: words.keys.last, run: () => isIn() && go(markets.length - 1) },
    {
      keys: 'Enter',
      label: words.keys.open,
      run: () => {
        if (!market || !isIn()) return false;
        if (market.room !== open) return onOpen(market);
        return navigate(paths.symbol(market.exchange, market.symbol));
      },
    },
    {
      keys: 's',
      label: words.keys.star,
      run: () => market !== undefined && toggleFavourite(market.room),
    },
    {
      keys: 'a',
      label: words.makeAlert,
      run: () => market !== undefined && makeAlert(market),
    },
    {
      keys: 'Escape',
      label: words.keys.close,
      run: () => open !== '' && onOpen(null),
    },
  ]);
}
