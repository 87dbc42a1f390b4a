import type { Alert } from '@radist/client';
import { useWords } from '../../words/language.tsx';
import { alertWords, usePhrase } from '../words.ts';

interface ChangedProps {
  readonly theirs: Alert;
  onMine(): void;
  onTheirs(): void;
}

/** Somebody else changed what is being written. */
export function Changed({ theirs, onMine, onTheirs }: ChangedProps) {
  const { editor, phrases } = useWords(alertWords);
  const say = usePhrase();
  const { name, symbol, exchange, condition } = theirs;
  return (
    <div className="changed-alert" role="alert">
      <p>{editor.changed}</p>
      <blockquote>
        <strong>{name}</strong>
        <br />
        {phrases.on(symbol, exchange, say(condition))}
      </blockquote>
      <p className="buttons">
        <button type="button" className="button" onClick={onMine}>
          {editor.mine}
        </button>
        <button type="button" className="button" onClick={onTheirs}>
          {editor.theirs}
        </button>
      </p>
    </div>
  );
}
