import { resetAccount, typed } from '@radist/client/trading';
import { useRadist } from '@radist/react';
import { type FormEvent, type RefObject, useId, useState } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { useWords } from '../words/language.tsx';
import { usePoint } from './amounts.ts';
import { tradeWords } from './words.ts';

const USUAL = '100000';

interface ResetProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly currency: string;
}

/** Asks with how much money to begin anew. */
export function ResetDialog({ ref, currency }: ResetProps) {
  const words = useWords(tradeWords);
  const { reset } = words;
  const client = useRadist();
  const id = useId();
  const point = usePoint();
  const [text, setText] = useState(USUAL);
  const [failure, setFailure] = useState('');
  const balance = typed(text, point);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      await resetAccount(client, String(balance));
      setFailure('');
      ref.current?.close();
    } catch (cause) {
      setFailure(words.notDone(cause instanceof Error ? cause.message : String(cause)));
    }
  };
  return (
    <Dialog ref={ref} id={`${id}-reset`} title={reset.title}>
      <form className="asked" onSubmit={submit}>
        <p>{reset.text}</p>
        <label htmlFor={id}>
          {reset.balance}, {currency}
        </label>
        <input
          id={id}
          className="field"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        {failure && <p role="alert">{failure}</p>}
        <p className="buttons">
          <button type="submit" className="button" disabled={!balance || balance.sign <= 0}>
            {reset.yes}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
