import { newOrderId, type TradedToken, typed } from '@radist/client/trading';
import { useRadist } from '@radist/react';
import { type FormEvent, type RefObject, useId, useState } from 'react';
import { navigate } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { Dialog } from '../shell/dialog.tsx';
import { usePoint } from '../trade/amounts.ts';
import { useWords } from '../words/language.tsx';
import { tokenWords } from './words.ts';

/** Makes a token, and buys some of it if that is wished. */
export function CreateDialog({ ref }: { ref: RefObject<HTMLDialogElement | null> }) {
  const words = useWords(tokenWords);
  const client = useRadist();
  const point = usePoint();
  const [fields, setFields] = useState({ name: '', symbol: '', buy: '' });
  const [failure, setFailure] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const [name, symbol] = [fields.name.trim(), fields.symbol.trim().toUpperCase()];
    const buy = typed(fields.buy, point);
    const wanted = { name, symbol, ...(buy && buy.sign > 0 ? { buy: String(buy) } : {}) };
    try {
      const made = await client.rest.post<TradedToken>('/api/v1/tokens', wanted, newOrderId());
      setFailure('');
      ref.current?.close();
      navigate(paths.tokens(made.token_mint));
    } catch (cause) {
      setFailure(words.notDone(cause instanceof Error ? cause.message : String(cause)));
    }
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onText: (text: string) => setFields({ ...fields, [name]: text }),
  });
  return (
    <Dialog ref={ref} id="create-token" title={words.create}>
      <form className="asked" autoComplete="off" onSubmit={submit}>
        <Field label={words.createName} {...field('name')} />
        <Field label={words.createSymbol} {...field('symbol')} />
        <Field label={words.createBuy} {...field('buy')} />
        {failure && <p role="alert">{failure}</p>}
        <p className="buttons">
          <button
            type="submit"
            className="button primary"
            disabled={!fields.name.trim() || !fields.symbol.trim()}
          >
            {words.createYes}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  onText(text: string): void;
}

function Field({ label, value, onText }: FieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        value={value}
        onChange={({ target }) => onText(target.value)}
      />
    </>
  );
}
