import type { Book, Trade } from '@radist/client';
import { useEffect, useRef } from 'react';
import { Prices } from '../chart/prices.ts';
import type { Exhibit } from '../gallery/exhibit.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { BookPainter, SIDES } from './book-painter.ts';
import './ladder.css';
import { TapePainter } from './tape-painter.ts';
import type { Line } from './whole-tape.ts';
import { symbolWords } from './words.ts';

const ROWS = [0, 1, 2, 3];
const BOOK = {
  bids: ROWS.map((at) => [67_012.3 - at / 10, 0.4 + ((at * 7) % 5)]),
  asks: ROWS.map((at) => [67_012.4 + at / 10, 0.2 + ((at * 3) % 4)]),
  live: true,
} as unknown as Book;
const LINES = [
  trade(3, 'buy', 0.21),
  trade(2, 'sell', 4.5),
  { key: 'hole', trade: null, hole: { missing: 17, recovered: 0 } },
  trade(1, 'sell', 0.03),
] as readonly Line[];

function trade(id: number, side: Trade['side'], quantity: number): Line {
  const time = { time_exchange: 1_703_520_000e6 + id * 1e6, time_received: 0 };
  const told = { id: String(id), price: 67_012 + id, quantity, side, ...time } as Trade;
  return { key: String(id), trade: told, hole: null };
}

function Ladder() {
  const host = useRef<HTMLDivElement>(null);
  const { format } = useLanguage();
  useEffect(() => {
    if (!host.current) return;
    const prices = new Prices(format, 0.1, 0.001);
    new BookPainter(host.current, { prices, rows: 4, group: 0.1, cumulative: false }).paint(BOOK);
  }, [format]);
  return (
    <div ref={host} className="ladder">
      {SIDES.map((side) => (
        <ol className="rungs" data-side={side} key={side}>
          {ROWS.map((at) => (
            <li className="rung" key={at}>
              <span className="bar" />
              <span className="price" />
              <span className="size" />
            </li>
          ))}
        </ol>
      ))}
    </div>
  );
}

function Tape() {
  const host = useRef<HTMLOListElement>(null);
  const words = useWords(symbolWords);
  const { format } = useLanguage();
  useEffect(() => {
    if (!host.current) return;
    const look = {
      prices: new Prices(format, 0.1, 0.001),
      time: (ms: number) => new Date(ms).toISOString().slice(11, 19),
      hole: (missing: number | null) => words.missing(missing),
      side: words.side,
    };
    host.current.replaceChildren();
    new TapePainter(host.current, look).paint(LINES, 1);
  }, [format, words]);
  return (
    <div className="prints">
      <ol ref={host} className="prints-scroll" />
    </div>
  );
}

export const exhibits: readonly Exhibit[] = [
  { name: { en: 'Order book', ru: 'Стакан' }, Content: Ladder },
  { name: { en: 'Trades', ru: 'Сделки' }, Content: Tape },
];
