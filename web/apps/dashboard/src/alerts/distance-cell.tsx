import type { Alert } from '@radist/client';
import { useRadist } from '@radist/react';
import { useEffect, useRef } from 'react';
import { drawOn } from '../chart/draw-on.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { distanceOf } from './distance.ts';
import { alertWords } from './words.ts';

/** How far away the level is, painted as the price moves. */
export function Distance({ alert }: { alert: Alert }) {
  const words = useWords(alertWords);
  const { format } = useLanguage();
  const client = useRadist();
  const host = useRef<HTMLSpanElement>(null);
  const { exchange, symbol, condition } = alert;
  useEffect(() => {
    const store = client.store('ticker', { exchange, symbol });
    return drawOn(store, 'table', () => {
      const ticker = store.get();
      const distance = ticker ? distanceOf(condition, ticker) : null;
      if (!host.current) return;
      host.current.textContent =
        distance === null ? '' : words.away_(format.number(Math.abs(distance), 2), distance >= 0);
    });
  }, [client, exchange, symbol, condition, words, format]);
  return <span ref={host} className="distance" data-distance />;
}
