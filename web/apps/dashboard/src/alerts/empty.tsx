import type { Definition } from '@radist/client';
import { useTickerField } from '@radist/react';
import { useState } from 'react';
import type { Market } from '../about.ts';
import { rounded } from '../chart/prices.ts';
import { useServer } from '../server.tsx';
import { useWords } from '../words/language.tsx';
import { newKey } from './editor/new-key.ts';
import { examplesOf } from './examples.ts';
import { createAlert } from './server.ts';
import { makeAlert } from './wish.ts';
import { alertWords, usePhrase } from './words.ts';

/** Where there is no alert: what one is, and three to begin with. */
export function Empty() {
  const words = useWords(alertWords);
  const { about } = useServer();
  const market = about?.markets[0];
  return (
    <div className="message no-alerts">
      <p>{words.none}</p>
      {market && (
        <>
          <p>{words.examples}</p>
          <Examples market={market} />
          <p>
            <button type="button" className="button main-button" onClick={() => makeAlert(market)}>
              {words.make}
            </button>
          </p>
        </>
      )}
    </div>
  );
}

function Examples({ market }: { market: Market }) {
  const words = useWords(alertWords);
  const price = useTickerField(market, 'price', { maxFps: 1 });
  const level = price === undefined ? null : rounded(price * 1.01, market.price_step);
  const [failure, setFailure] = useState('');
  const make = (example: Definition) =>
    createAlert(example, newKey()).catch(({ message }: Error) => setFailure(message));
  return (
    <ul className="examples">
      {examplesOf(market, level, words).map((example) => (
        <Example key={example.condition.type} example={example} onMake={() => void make(example)} />
      ))}
      {failure && (
        <li className="problem" role="alert">
          {failure}
        </li>
      )}
    </ul>
  );
}

function Example({ example, onMake }: { example: Definition; onMake(): void }) {
  const say = usePhrase();
  return (
    <li>
      <button
        type="button"
        className="button"
        title={`${example.symbol} ${say(example.condition)}`}
        onClick={onMake}
      >
        {example.name}
      </button>
    </li>
  );
}
