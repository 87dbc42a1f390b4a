import type { Ticker } from '@radist/client';
import { useRadist } from '@radist/react';
import { useEffect, useRef } from 'react';
import { decimalsOf } from '../about.ts';
import { drawOn } from '../chart/draw-on.ts';
import { changePercent } from '../markets/order.ts';
import { paths } from '../routing/routes.ts';
import { useServer } from '../server.tsx';
import { put } from '../symbol/book-painter.ts';
import { directionOf } from '../symbol/header-painter.ts';
import { UNKNOWN } from '../words/format.ts';
import { useLanguage } from '../words/language.tsx';

/** The markets of the front page in one narrow list. */
export function TickerList() {
  const { about } = useServer();
  return (
    <ul className="ticker-list">
      {(about?.markets ?? []).map((market) => (
        <TickerRow key={market.room} {...market} several={(about?.exchanges.length ?? 0) > 1} />
      ))}
    </ul>
  );
}

interface TickerRowProps {
  readonly exchange: string;
  readonly symbol: string;
  readonly room: string;
  readonly price_step: number;
  /** There are markets of other exchanges beside it. */
  readonly several: boolean;
}

function TickerRow({ exchange, symbol, room, price_step, several }: TickerRowProps) {
  const { format } = useLanguage();
  const host = useRef<HTMLLIElement>(null);
  const store = useRadist().store<Ticker>(room);
  useEffect(() => {
    if (!host.current) return;
    const [last, change] = host.current.querySelectorAll<HTMLElement>('[data-cell]');
    if (!last || !change) return;
    const decimals = decimalsOf(price_step);
    const draw = () => {
      const ticker = store.get();
      if (!ticker) return;
      const percent = changePercent(ticker);
      put(last, format.number(ticker.price, decimals));
      put(change, percent === null ? UNKNOWN : format.change(percent));
      change.dataset.direction = directionOf(percent);
    };
    return whileSeen(host.current, () => drawOn(store, 'table', draw));
  }, [store, format, price_step]);
  return (
    <li ref={host}>
      <a href={paths.symbol(exchange, symbol)}>
        {symbol} {several && <small>{exchange}</small>}
      </a>
      <span data-cell="last">{UNKNOWN}</span>
      <span data-cell="change" />
    </li>
  );
}

/** Does something for as long as an element is in sight; returns how to end. */
function whileSeen(element: Element, begin: () => () => void): () => void {
  let end = () => {};
  const observer = new IntersectionObserver(([entry]) => {
    end();
    end = entry?.isIntersecting ? begin() : () => {};
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    end();
  };
}
