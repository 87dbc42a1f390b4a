import { type Key, topic } from '@radist/client';
import { useRadist } from '@radist/react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { drawOn } from '../chart/draw-on.ts';
import type { Prices } from '../chart/prices.ts';
import type { Instrument } from '../instruments.ts';
import { useWords } from '../words/language.tsx';
import { HeaderPainter } from './header-painter.ts';
import { symbolWords } from './words.ts';

const Derivative = lazy(() =>
  import('./derivative.tsx').then(({ Derivative }) => ({ default: Derivative })),
);

interface HeaderProps {
  readonly market: Key;
  readonly prices: Prices;
  readonly instrument: Instrument | undefined;
}

/** The symbol, its price and its day in one line. */
export function Header({ market, prices, instrument }: HeaderProps) {
  const words = useWords(symbolWords);
  const host = useRef<HTMLElement>(null);
  const store = useRadist().store('ticker', market);
  useEffect(() => {
    if (!host.current) return;
    const painter = new HeaderPainter(host.current, prices);
    return drawOn(store, 'price', () => {
      const ticker = store.get();
      if (ticker) painter.show(ticker);
    });
  }, [store, prices]);
  const [base, ...rest] = market.symbol.split('/');
  return (
    <header ref={host} className="symbol-head">
      <h1 title={topic('ticker', market)}>
        <span className="base">{base}</span>
        {rest.length > 0 && <span className="quote">/{rest.join('/')}</span>}
        <span className="exchange">{market.exchange}</span>
      </h1>
      <strong className="last arrow" title={words.last} data-cell="last">
        —
      </strong>
      <span className="change" title={words.change} data-cell="change" />
      <dl className="figures">
        <Figure name={words.high} cell="high" />
        <Figure name={words.low} cell="low" />
        <Figure name={`${words.volume} ${instrument?.quote ?? ''}`} cell="volume" />
        <Suspense>
          {isDerivative(market, instrument) && <Derivative market={market} prices={prices} />}
        </Suspense>
      </dl>
    </header>
  );
}

function Figure({ name, cell }: { name: string; cell: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-cell={cell}>—</dd>
    </div>
  );
}

/** Before it is known what is traded, the name tells: what settles has a colon. */
export function isDerivative({ symbol }: Key, instrument: Instrument | undefined): boolean {
  return instrument ? instrument.kind !== 'spot' : symbol.includes(':');
}
