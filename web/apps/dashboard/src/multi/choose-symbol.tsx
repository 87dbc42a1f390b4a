import type { Key } from '@radist/client';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useInstruments } from '../instruments.ts';
import { Kept, useKept } from '../memory.ts';
import { find } from '../shell/finding.ts';
import { useWords } from '../words/language.tsx';
import './choose-symbol.css';
import { multiWords } from './words.ts';

const MOST = 8;
const MOST_RECENT = 5;

const recent = new Kept<readonly Key[]>('recent', (stored) =>
  Array.isArray(stored) ? stored.filter(isKey).slice(0, MOST_RECENT) : [],
);

function isKey(value: unknown): value is Key {
  const { exchange, symbol } = Object(value) as Record<string, unknown>;
  return typeof exchange === 'string' && typeof symbol === 'string';
}

function remember({ exchange, symbol }: Key): void {
  const others = recent
    .current()
    .filter((each) => each.exchange !== exchange || each.symbol !== symbol);
  recent.set([{ exchange, symbol }, ...others]);
}

interface ChooseSymbolProps {
  readonly label: string;
  readonly disabled: boolean;
  onChoose(market: Key): void;
}

/** A button that opens a list to choose from, found by a few letters. */
export function ChooseSymbol({ label, disabled, onChoose }: ChooseSymbolProps) {
  const words = useWords(multiWords);
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const choose = (market: Key) => {
    menu.current?.hidePopover();
    onChoose(market);
  };
  return (
    <>
      <button
        type="button"
        className="symbol-choice"
        popoverTarget={id}
        disabled={disabled}
        title={words.choose}
      >
        {label} ▾
      </button>
      <div ref={menu} id={id} popover="auto" className="menu">
        <SymbolList onChoose={choose} />
      </div>
    </>
  );
}

/** The list itself: what is found, or what was chosen last. */
export function SymbolList({ onChoose }: { onChoose(market: Key): void }) {
  const words = useWords(multiWords);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const instruments = useInstruments(true);
  const last = useKept(recent);
  const found: readonly Key[] = query || last.length === 0 ? find(instruments, query, MOST) : last;
  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[at];
    if (by !== undefined) setAt(Math.min(found.length - 1, Math.max(0, at + by)));
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else return;
    event.preventDefault();
  };
  const choose = (market: Key) => {
    setQuery('');
    setAt(0);
    remember(market);
    onChoose(market);
  };
  return (
    <div className="symbol-list">
      <input
        type="search"
        value={query}
        placeholder={words.choose}
        aria-label={words.choose}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          setQuery(target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      {!query && last.length > 0 && <h3>{words.recent}</h3>}
      <ul>
        {found.map((market, place) => (
          <li key={`${market.exchange} ${market.symbol}`}>
            <button
              type="button"
              data-chosen={place === at ? '' : undefined}
              onClick={() => choose(market)}
            >
              <span className="base">{market.symbol}</span>
              <span className="exchange">{market.exchange}</span>
            </button>
          </li>
        ))}
        {found.length === 0 && <li className="none">{words.noneFound}</li>}
      </ul>
    </div>
  );
}
