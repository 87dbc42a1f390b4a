import { type KeyboardEvent, useRef } from 'react';
import type { Market } from '../about.ts';
import { useKeys } from '../keys/use-keys.ts';
import { SearchIcon } from '../shell/icons.tsx';
import { PauseButton } from '../shell/pause-button.tsx';
import { useLanguage } from '../words/language.tsx';
import { COLUMNS, toggleColumn, useChosenColumns } from './columns.ts';
import { quoteOf, TABS } from './listing.ts';
import { parseSort, type Sort, writeSort } from './order.ts';
import type { View } from './use-view.ts';

interface ToolbarProps {
  readonly markets: readonly Market[];
  readonly view: View;
  readonly orderPaused: boolean;
  readonly shown: number;
  onView(change: Partial<View>): void;
}

export function Toolbar({ markets, view, orderPaused, shown, onView }: ToolbarProps) {
  const { words } = useLanguage();
  return (
    <div className="toolbar">
      <h1>{words.markets}</h1>
      <span className="count">{words.found(shown, markets.length)}</span>
      {orderPaused && (
        <span className="chip" title={words.orderPausedMeaning}>
          {words.orderPaused}
        </span>
      )}
      <Tabs view={view} onView={onView} />
      <span className="space" />
      <SortChoice sort={view.sort} onSort={(sort) => onView({ sort })} />
      <Choices markets={markets} view={view} onView={onView} />
      <Columns />
      <Filter query={view.query} onQuery={(query) => onView({ query })} />
      <PauseButton />
    </div>
  );
}

type Part = Pick<ToolbarProps, 'view' | 'onView'>;

function Tabs({ view, onView }: Part) {
  const { words } = useLanguage();
  return (
    <fieldset className="tabs" aria-label={words.show}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          aria-pressed={view.tab === tab}
          onClick={() => onView({ tab })}
        >
          {words.marketTabs[tab]}
        </button>
      ))}
    </fieldset>
  );
}

/** Of which exchange and against what, where there is a choice. */
function Choices({ markets, view, onView }: Part & Pick<ToolbarProps, 'markets'>) {
  const { words } = useLanguage();
  const exchanges = [...new Set(markets.map(({ exchange }) => exchange))].sort();
  const quotes = [...new Set(markets.map(({ symbol }) => quoteOf(symbol)))].filter(Boolean).sort();
  return (
    <>
      <Choice
        label={words.allExchanges}
        options={exchanges}
        value={view.exchange}
        onChoose={(exchange) => onView({ exchange })}
      />
      <Choice
        label={words.allQuotes}
        options={quotes}
        value={view.quote}
        onChoose={(quote) => onView({ quote })}
      />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: string;
  onChoose(option: string): void;
}

function Choice({ label, options, value, onChoose }: ChoiceProps) {
  if (options.length < 2 && !value) return null;
  return (
    <select
      className="choice"
      aria-label={label}
      value={value}
      onChange={({ target }) => onChoose(target.value)}
    >
      <option value="">{label}</option>
      {options.map((option) => (
        <option key={option}>{option}</option>
      ))}
    </select>
  );
}

function Columns() {
  const { words } = useLanguage();
  const chosen = useChosenColumns();
  const { volume, ...plain } = words.columns;
  return (
    <>
      <button type="button" className="button columns-button" popoverTarget="columns">
        {words.columnsChoice}
      </button>
      <fieldset id="columns" popover="auto" className="details columns">
        <legend>{words.columnsChoice}</legend>
        {COLUMNS.map((column) => (
          <label key={column}>
            <input
              type="checkbox"
              checked={chosen.includes(column)}
              onChange={() => toggleColumn(column)}
            />
            {column === 'volume' ? volume(null) : plain[column]}
          </label>
        ))}
      </fieldset>
    </>
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

function Filter({ query, onQuery }: { query: string; onQuery(query: string): void }) {
  const { words } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  useKeys(words.markets, [{ keys: 'f', label: words.filter, run: () => input.current?.focus() }]);
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
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
        placeholder={words.filter}
        aria-label={words.filter}
        aria-keyshortcuts="f"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={leave}
      />
      <kbd>f</kbd>
    </label>
  );
}
