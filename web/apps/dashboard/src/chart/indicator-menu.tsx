import { type FormEvent, useState } from 'react';
import { useWords } from '../words/language.tsx';
import {
  type Indicator,
  KINDS,
  type Kind,
  MOST,
  nameIndicator,
  parseIndicator,
  usual,
  writeIndicator,
} from './indicators.ts';
import { chartWords } from './words.ts';

interface IndicatorMenuProps {
  readonly chosen: readonly Indicator[];
  onChange(chosen: readonly Indicator[]): void;
}

/** Removes the indicators that there are, and adds others. */
export function IndicatorMenu({ chosen, onChange }: IndicatorMenuProps) {
  const words = useWords(chartWords);
  const add = (indicator: Indicator) => {
    const rest = chosen.filter((each) => writeIndicator(each) !== writeIndicator(indicator));
    onChange([...rest, indicator].slice(-MOST));
  };
  const remove = (gone: Indicator) => onChange(chosen.filter((each) => each !== gone));
  return (
    <>
      <ul>
        {chosen.map((indicator) => (
          <li key={writeIndicator(indicator)}>
            <span>{nameIndicator(indicator)}</span>
            <button
              type="button"
              className="button square"
              aria-label={words.remove(nameIndicator(indicator))}
              onClick={() => remove(indicator)}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      <AddIndicator onAdd={add} />
    </>
  );
}

function AddIndicator({ onAdd }: { onAdd(indicator: Indicator): void }) {
  const words = useWords(chartWords);
  const [kind, setKind] = useState<Kind>('ema');
  const [numbers, setNumbers] = useState(usual('ema').numbers.join(' '));
  const choose = (next: Kind) => {
    setKind(next);
    setNumbers(usual(next).numbers.join(' '));
  };
  const indicator = parseIndicator(
    kind +
      numbers
        .trim()
        .split(/[\s,-]+/)
        .join('-'),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (indicator) onAdd(indicator);
  };
  return (
    <form onSubmit={submit}>
      <select
        aria-label={words.indicators}
        value={kind}
        onChange={({ target }) => choose(target.value as Kind)}
      >
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {words.indicatorNames[each]}
          </option>
        ))}
      </select>
      <input
        aria-label={words.numbers}
        aria-invalid={!indicator}
        value={numbers}
        disabled={usual(kind).numbers.length === 0}
        onChange={({ target }) => setNumbers(target.value)}
      />
      <button type="submit" className="button" disabled={!indicator}>
        {words.add}
      </button>
    </form>
  );
}
