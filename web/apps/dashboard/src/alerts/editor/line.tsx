import { type ReactNode, useId } from 'react';
import { useProblem } from './problem.tsx';

export interface Input {
  readonly id: string;
  readonly 'aria-invalid': boolean;
  readonly 'data-path': string;
}

interface LineProps {
  readonly label: string;
  /** As the server calls the field when it has something against it. */
  readonly path: string;
  children(input: Input): ReactNode;
}

/** A field with its name and what is wrong with it. */
export function Line({ label, path, children }: LineProps) {
  const id = useId();
  const problem = useProblem(path);
  return (
    <div className="editor-line">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': problem !== null, 'data-path': path })}
      {problem && <p className="problem">{problem}</p>}
    </div>
  );
}

interface NumberProps {
  readonly input: Input;
  readonly value: string;
  readonly optional?: boolean;
  onChange(value: string): void;
}

export function NumberInput({ input, value, optional = false, onChange }: NumberProps) {
  return (
    <input
      {...input}
      type="number"
      step="any"
      required={!optional}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

interface SelectProps {
  readonly input: Input;
  readonly value: string;
  readonly options: readonly string[];
  nameOf(option: string): string;
  onChange(value: string): void;
}

export function Select({ input, value, options, nameOf, onChange }: SelectProps) {
  return (
    <select {...input} value={value} onChange={({ target }) => onChange(target.value)}>
      {options.map((option) => (
        <option key={option} value={option}>
          {nameOf(option)}
        </option>
      ))}
    </select>
  );
}
