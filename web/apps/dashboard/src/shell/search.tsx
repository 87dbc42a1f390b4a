import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useInstruments } from '../instruments.ts';
import { useKeys } from '../keys/use-keys.ts';
import { navigate } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { useLanguage } from '../words/language.tsx';
import { type Findable, find } from './finding.ts';
import { SearchIcon } from './icons.tsx';

const MOST = 8;

/** Goes to a symbol by a few letters of it, and of its exchange where there are several. */
export function Search() {
  const { words } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const choice = useChoice(() => input.current?.blur());
  const { found, at, open, query } = choice;
  useKeys(words.keys.everywhere, [
    { keys: '/', label: words.keys.search, run: () => input.current?.focus() },
  ]);
  return (
    <search className="finder">
      <label className="search">
        <SearchIcon />
        <input
          ref={input}
          type="search"
          role="combobox"
          value={query}
          placeholder={words.find}
          aria-label={words.find}
          aria-keyshortcuts="/"
          aria-expanded={open}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={open && found[at] ? `${list}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => choice.type(event.target.value)}
          onFocus={choice.show}
          onBlur={choice.hide}
          onKeyDown={choice.press}
        />
        <kbd>/</kbd>
      </label>
      <div id={list} role="listbox" aria-label={words.find} className="found" hidden={!open}>
        {found.map((item, place) => (
          <Found
            key={`${item.exchange} ${item.symbol}`}
            id={`${list}-${place}`}
            item={item}
            chosen={place === at}
            onChoose={() => choice.go(item)}
          />
        ))}
        {found.length === 0 && (
          <div role="option" aria-disabled="true" aria-selected="false" className="none">
            {words.noneFound(query)}
          </div>
        )}
      </div>
    </search>
  );
}

interface FoundProps {
  readonly id: string;
  readonly item: Findable;
  readonly chosen: boolean;
  onChoose(): void;
}

function Found({ id, item, chosen, onChoose }: FoundProps) {
  const choose = (event: { preventDefault(): void }) => {
    event.preventDefault(); // the input would lose the focus first, and the list would be gone
    onChoose();
  };
  return (
    <div id={id} role="option" aria-selected={chosen} onPointerDown={choose}>
      <span className="base">{item.symbol}</span>
      <span className="exchange">{item.exchange}</span>
    </div>
  );
}

/** What is typed, what it finds, and which of it Enter would take. */
function useChoice(leave: () => void) {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const instruments = useInstruments(open);
  const found = open ? find(instruments, query, MOST) : [];
  const go = (item: Findable) => {
    setQuery('');
    leave();
    navigate(paths.symbol(item.exchange, item.symbol));
  };
  const steps: Record<string, () => void> = {
    ArrowDown: () => setAt(Math.min(found.length - 1, at + 1)),
    ArrowUp: () => setAt(Math.max(0, at - 1)),
    Enter: () => found[at] && go(found[at]),
    Escape: () => {
      setQuery('');
      leave();
    },
  };
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  const type = (text: string) => {
    setQuery(text);
    setAt(0);
    setOpen(true);
  };
  const show = () => {
    setAt(0);
    setOpen(true);
  };
  return { query, found, at, open, go, type, press, show, hide: () => setOpen(false) };
}
