import { useState } from 'react';
import { useWords } from '../../words/language.tsx';
import { inUnits, SECONDS, UNITS, type Unit } from '../duration.ts';
import { alertWords } from '../words.ts';
import type { Input } from './line.tsx';

interface DurationInputProps {
  readonly input: Input;
  readonly label: string;
  /** In seconds. */
  readonly value: string;
  onChange(value: string): void;
}

/** A number of seconds, written in the unit that suits it. */
export function DurationInput({ input, label, value, onChange }: DurationInputProps) {
  const { editor, phrases } = useWords(alertWords);
  const [unit, setUnit] = useState<Unit>(() => inUnits(Number(value))[1]);
  const count = value === '' ? '' : String(Number(value) / SECONDS[unit]);
  return (
    <span className="duration">
      <input
        {...input}
        type="number"
        min="0"
        step="any"
        required
        value={count}
        onChange={({ target }) =>
          onChange(target.value && String(Number(target.value) * SECONDS[unit]))
        }
      />
      <select
        aria-label={`${editor.unit}: ${label}`}
        value={unit}
        onChange={({ target }) => {
          const next = target.value as Unit;
          setUnit(next);
          if (count) onChange(String(Number(count) * SECONDS[next]));
        }}
      >
        {UNITS.map((each) => (
          <option key={each} value={each}>
            {phrases.units[each]}
          </option>
        ))}
      </select>
    </span>
  );
}
