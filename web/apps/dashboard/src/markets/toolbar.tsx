import { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from 'react';
import { PauseIcon, PlayIcon, SearchIcon } from '../shell/icons.tsx';
import { useLanguage } from '../words/language.tsx';
import type { Board } from './board.ts';
import { parseSort, type Sort, writeSort } from './order.ts';

interface ToolbarProps {
  readonly board: Board;
  readonly view: {
    readonly query: string;
    readonly sort: Sort | null;
    setQuery(query: string): void;
    setSort(sort: Sort | null): void;
  };
  readonly orderPaused: boolean;
  readonly shown: number;
  readonly all: number;
}

export function Toolbar({ board, view, orderPaused, shown, all }: ToolbarProps) {
  const { words } = useLanguage();
  return (
    <div className="toolbar">
      <h1>{words.markets}</h1>
      <span className="count">{words.found(shown, all)}</span>
      {orderPaused && (
        <span className="chip" title={words.orderPausedMeaning}>
          {words.orderPaused}
        </span>
      )}
      <span className="space" />
      <SortChoice sort={view.sort} onSort={view.setSort} />
      <Search query={view.query} onQuery={view.setQuery} />
      <PauseButton board={board} />
    </div>
  );
}

/** The column heads of a phone, where rows are cards. */
function SortChoice({ sort, onSort }: { sort: Sort | null; onSort(sort: Sort | null): void }) {
  const { words } = useLanguage();
  const { columns } = words;
  return (
    <select
      className="sort-choice"
      aria-label={words.sortBy}
      value={sort ? writeSort(sort) : ''}
      onChange={(event) => onSort(parseSort(event.target.value))}
    >
      <option value="">{words.sortDefault}</option>
      <option value="symbol-asc">{columns.symbol} ↑</option>
      <option value="change-desc">{columns.change} ↓</option>
      <option value="change-asc">{columns.change} ↑</option>
      <option value="volume-desc">{columns.volume(null)} ↓</option>
    </select>
  );
}

function Search({ query, onQuery }: { query: string; onQuery(query: string): void }) {
  const { words } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  useSlash(() => input.current?.focus());
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    onQuery('');
    input.current?.blur();
  };
  return (
    <label className="search">
      <SearchIcon />
      <input
        ref={input}
        type="search"
        value={query}
        placeholder={words.search}
        aria-label={words.search}
        aria-keyshortcuts={words.searchKey}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={leave}
      />
      <kbd>{words.searchKey}</kbd>
    </label>
  );
}

function useSlash(go: () => void): void {
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== '/' || target.closest('input, select, textarea')) return;
      event.preventDefault();
      go();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}

function PauseButton({ board }: { board: Board }) {
  const { words, format } = useLanguage();
  const { paused, missed } = useSyncExternalStore(board.subscribe, board.current);
  return (
    <button
      type="button"
      className="button pause"
      aria-pressed={paused}
      aria-keyshortcuts="Space"
      title={`${paused ? words.resume : words.pause} (${words.pauseKey})`}
      onClick={board.toggle}
    >
      {paused ? <PlayIcon /> : <PauseIcon />}
      <span>{paused ? words.paused(format.whole(missed)) : words.pause}</span>
    </button>
  );
}
