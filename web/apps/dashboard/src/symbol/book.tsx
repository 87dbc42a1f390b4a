import type { Book, Key } from '@radist/client';
import { useRadist } from '@radist/react';
import { type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from 'react';
import { drawOn } from '../chart/draw-on.ts';
import type { Prices } from '../chart/prices.ts';
import { useStateOf } from '../chart/use-state-of.ts';
import { useKeys } from '../keys/use-keys.ts';
import { Panel } from '../panel/panel.tsx';
import { STALE_AFTER_MS } from '../panel/state.ts';
import { say } from '../shell/announcer.tsx';
import { copy } from '../shell/copy.ts';
import { useWords } from '../words/language.tsx';
import { type BookLook, BookPainter, type Side } from './book-painter.ts';
import { isMultiple, MULTIPLES, type Multiple, stepMultiple } from './grouping.ts';
import './ladder.css';
import { symbolWords } from './words.ts';

/** Rows of a side; more than fit, the rest is scrolled to. */
const ROWS = 30;

interface BookProps {
  readonly market: Key;
  readonly prices: Prices;
  /** In a tile there is less room for choices. */
  readonly compact?: boolean;
  /** Who takes the price of a row that was picked; it is copied where nobody does. */
  readonly onPrice?: ((price: string) => void) | undefined;
}

/** The order book as a ladder. */
export function BookPanel({ market, prices, compact = false, onPrice }: BookProps) {
  const words = useWords(symbolWords);
  const [multiple, setMultiple] = useState<Multiple>(1);
  const [cumulative, setCumulative] = useState(false);
  const store = useRadist().store('book', market);
  const state = useStateOf(
    store,
    useCallback((book) => conditionOf(book, words.bookGap), [words]),
  );
  const step = (by: 1 | -1) => setMultiple(stepMultiple(multiple, by));
  useKeys(words.keys, [
    { keys: ['+', '='], shown: '+', label: words.coarser, run: () => !compact && step(1) },
    { keys: ['-', '−'], shown: '−', label: words.finer, run: () => !compact && step(-1) },
  ]);
  const tools = (
    <>
      <button
        type="button"
        className="button square"
        aria-pressed={cumulative}
        title={words.cumulative}
        aria-label={words.cumulative}
        onClick={() => setCumulative(!cumulative)}
      >
        Σ
      </button>
      <Group multiple={multiple} prices={prices} onChange={setMultiple} />
    </>
  );
  return (
    <Panel title={words.book} state={state} className="book" tools={tools} lines={20}>
      <Ladder
        market={market}
        prices={prices}
        group={prices.step * multiple}
        cumulative={cumulative}
        onPrice={onPrice}
      />
    </Panel>
  );
}

function conditionOf(book: Book | undefined, gap: string) {
  const heard = book && Date.now() - book.time_received / 1000;
  return {
    filled: book !== undefined,
    gap: book && !book.live ? gap : null,
    ageMs: book?.stale ? Math.max(heard ?? 0, STALE_AFTER_MS.book + 1) : null,
    staleAfterMs: STALE_AFTER_MS.book,
  };
}

interface GroupProps {
  readonly multiple: Multiple;
  readonly prices: Prices;
  onChange(multiple: Multiple): void;
}

function Group({ multiple, prices, onChange }: GroupProps) {
  const words = useWords(symbolWords);
  const choose = (text: string) => {
    const chosen = Number(text);
    if (isMultiple(chosen)) onChange(chosen);
  };
  return (
    <select
      className="group"
      aria-label={words.group}
      title={words.group}
      value={multiple}
      onChange={({ target }) => choose(target.value)}
    >
      {MULTIPLES.map((each) => (
        <option key={each} value={each}>
          {prices.step > 0 ? prices.price(prices.step * each) : `×${each}`}
        </option>
      ))}
    </select>
  );
}

interface LadderProps extends Omit<BookLook, 'rows'>, Pick<BookProps, 'market' | 'onPrice'> {}

interface Place {
  readonly side: Side;
  readonly at: number;
}

/** The rows: rendered once, painted by the book. */
const Ladder = memo(function Ladder({ market, cumulative, onPrice, ...look }: LadderProps) {
  const words = useWords(symbolWords);
  const { prices } = look;
  const host = useRef<HTMLDivElement>(null);
  const { place, hold, copy, reading } = useLadder(host, market, { cumulative, onPrice, ...look });
  useKeys(words.keys, [{ keys: 'c', label: words.centre, run: useCentre(host) }]);
  return (
    <div ref={host} className="ladder">
      <div className="ladder-head" aria-hidden="true">
        <span>{words.price}</span>
        <span>{cumulative ? words.total : words.size}</span>
      </div>
      <div
        className="ladder-scroll"
        role="group"
        aria-label={words.book}
        aria-description={words.copy}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows walk its rows
        tabIndex={0}
        onKeyDown={(event) => walk(event, place, { hold, copy })}
        onBlur={() => hold(null)}
        onPointerLeave={() => hold(null)}
      >
        <Rungs side="asks" place={place} onPlace={hold} onCopy={copy} />
        <div className="middle">
          <span className="arrow" data-cell="middle" />
          <span className="spread" title={words.spread} data-cell="spread" />
        </div>
        <Rungs side="bids" place={place} onPlace={hold} onCopy={copy} />
      </div>
      <output className="reading" aria-live="polite">
        {reading &&
          words.upTo(
            prices.size(reading.total),
            prices.price(reading.mean),
            prices.compact(reading.total * reading.mean),
          )}
      </output>
    </div>
  );
});

/** Paints the rows, holds them where they are, and reads the book up to one of them. */
function useLadder(
  host: { readonly current: HTMLElement | null },
  market: Key,
  { prices, group, cumulative, onPrice }: Omit<LadderProps, 'market'>,
) {
  const words = useWords(symbolWords);
  const painter = useRef<BookPainter | null>(null);
  const [place, setPlace] = useState<Place | null>(null);
  const store = useRadist().store('book', market);
  useEffect(() => {
    if (!host.current) return;
    const made = new BookPainter(host.current, { prices, group, cumulative, rows: ROWS });
    painter.current = made;
    return drawOn(store, 'book', () => made.paint(store.get()));
  }, [host, store, prices, group, cumulative]);
  const hold = (to: Place | null) => {
    if ((to === null) !== (place === null)) painter.current?.hold(to !== null);
    setPlace(to);
    if (to === null) painter.current?.paint(store.get());
  };
  const take = async ({ side, at }: Place) => {
    const price = painter.current?.priceAt(side, at) ?? null;
    if (price === null) return;
    if (onPrice) return onPrice(prices.plain(price));
    if (await copy(prices.plain(price))) say(words.copied(prices.price(price)));
  };
  const reading = place && painter.current?.read(store.get(), place.side, place.at);
  return { place, hold, copy: take, reading };
}

interface Walk {
  hold(place: Place | null): void;
  copy(place: Place): void;
}

/** Arrows go from row to row, Enter copies its price, Escape lets the rows go. */
function walk(event: KeyboardEvent, place: Place | null, { hold, copy }: Walk): void {
  const steps: Record<string, () => void> = {
    ArrowDown: () => hold(stepPlace(place, 1)),
    ArrowUp: () => hold(stepPlace(place, -1)),
    Enter: () => place && copy(place),
    Escape: () => hold(null),
  };
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  step();
}

interface RungsProps {
  readonly side: Side;
  readonly place: Place | null;
  onPlace(place: Place): void;
  onCopy(place: Place): void;
}

function Rungs({ side, place, onPlace, onCopy }: RungsProps) {
  const words = useWords(symbolWords);
  return (
    <ol className="rungs" data-side={side} aria-label={words[side]}>
      {PLACES.map((at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: arrows and Enter of the ladder do the same
        <li
          key={at}
          className="rung"
          data-reached={place?.side === side && at <= place.at ? '' : undefined}
          onPointerEnter={() => onPlace({ side, at })}
          onClick={() => onCopy({ side, at })}
        >
          <span className="bar" />
          <span className="price" />
          <span className="size" />
        </li>
      ))}
    </ol>
  );
}

const PLACES = Array.from({ length: ROWS }, (_, at) => at);

/** One row down or up; from the middle into either side. */
function stepPlace(place: Place | null, by: 1 | -1): Place {
  if (!place) return { side: by === 1 ? 'bids' : 'asks', at: 0 };
  // Asks have their best row at the bottom.
  const at = place.side === 'bids' ? place.at + by : place.at - by;
  if (at < 0) return { side: place.side === 'bids' ? 'asks' : 'bids', at: 0 };
  return { side: place.side, at: Math.min(ROWS - 1, at) };
}

/** Brings the middle of the book to the middle of the panel, at first and when asked to. */
function useCentre(host: { readonly current: HTMLElement | null }): () => void {
  const centre = useCallback(() => {
    const scroll = host.current?.querySelector('.ladder-scroll');
    const middle = scroll?.querySelector<HTMLElement>('.middle');
    if (!scroll || !middle) return;
    scroll.scrollTop = middle.offsetTop - (scroll.clientHeight - middle.offsetHeight) / 2;
  }, [host]);
  useEffect(() => {
    const scroll = host.current?.querySelector('.ladder-scroll');
    if (!scroll) return;
    const observer = new ResizeObserver(centre);
    observer.observe(scroll);
    return () => observer.disconnect();
  }, [host, centre]);
  return centre;
}
