import { useTickerField } from '@radist/react';
import { useWords } from '../../words/language.tsx';
import { type AlertWords, alertWords } from '../words.ts';
import { type ConditionDraft, hasLine, newCondition } from './draft.ts';
import { DurationInput } from './duration-input.tsx';
import type { PartProps } from './editor-form.tsx';
import { type ConditionType, type Field, GROUPS, isTogether, shownFields } from './fields.ts';
import { LevelPart } from './level-part.tsx';
import { Line, NumberInput, Select } from './line.tsx';

/** Within one another so deep, and so many beside one another. */
const DEEPEST = 3;
const MOST = 8;

/** What has to happen, and a chart for a price of it. */
export function ConditionForm({ draft, onChange }: PartProps) {
  const { exchange, symbol } = draft;
  const price = useTickerField({ exchange, symbol }, 'price', { maxFps: 1 });
  const change = (condition: ConditionDraft) => onChange({ ...draft, condition });
  return (
    <>
      <One
        condition={draft.condition}
        path="condition"
        depth={1}
        price={price === undefined ? '' : String(price)}
        onChange={change}
      />
      {hasLine(draft.condition) && <LevelPart draft={draft} onChange={onChange} />}
    </>
  );
}

interface OneProps {
  readonly condition: ConditionDraft;
  readonly path: string;
  readonly depth: number;
  /** Where a level begins. */
  readonly price: string;
  onChange(condition: ConditionDraft): void;
}

function One({ condition, path, depth, price, onChange }: OneProps) {
  const { editor } = useWords(alertWords);
  const { type, values } = condition;
  return (
    <div className="condition">
      <Line label={editor.condition} path={`${path}.type`}>
        {(input) => (
          <select
            {...input}
            value={type}
            onChange={({ target }) =>
              onChange(newCondition(target.value as ConditionType, condition.values, price))
            }
          >
            <Types deep={depth === DEEPEST} />
          </select>
        )}
      </Line>
      {isTogether(type) && <Parts {...{ condition, path, depth, price, onChange }} />}
      {shownFields(type, values).map((field) => (
        <FieldLine
          key={`${type} ${field.name}`}
          field={field}
          type={type}
          path={`${path}.${field.name}`}
          value={values[field.name] ?? ''}
          onChange={(text) => onChange({ ...condition, values: { ...values, [field.name]: text } })}
        />
      ))}
    </div>
  );
}

function Types({ deep }: { deep: boolean }) {
  const words = useWords(alertWords);
  const groups = Object.entries(GROUPS) as [keyof typeof GROUPS, readonly ConditionType[]][];
  return groups
    .filter(([name]) => name !== 'together' || !deep)
    .map(([name, types]) => (
      <optgroup key={name} label={words.groups[name]}>
        {types.map((type) => (
          <option key={type} value={type}>
            {words.types[type]}
          </option>
        ))}
      </optgroup>
    ));
}

/** The conditions of which all, or any, have to be met. */
function Parts({ condition, path, depth, price, onChange }: OneProps) {
  const { editor } = useWords(alertWords);
  const { parts } = condition;
  const put = (next: readonly ConditionDraft[]) => onChange({ ...condition, parts: next });
  return (
    <>
      <ol className="parts">
        {parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no names, only places
          <li key={at}>
            <One
              condition={part}
              path={`${path}.conditions[${at}]`}
              depth={depth + 1}
              price={price}
              onChange={(next) => put(parts.with(at, next))}
            />
            {parts.length > 2 && (
              <button type="button" className="button" onClick={() => put(parts.toSpliced(at, 1))}>
                {editor.take(at + 1)}
              </button>
            )}
          </li>
        ))}
      </ol>
      {parts.length < MOST && (
        <button
          type="button"
          className="button"
          onClick={() => put([...parts, newCondition('change')])}
        >
          {editor.add}
        </button>
      )}
    </>
  );
}

interface FieldLineProps {
  readonly field: Field;
  readonly type: ConditionType;
  readonly path: string;
  readonly value: string;
  onChange(value: string): void;
}

function FieldLine({ field, type, path, value, onChange }: FieldLineProps) {
  const words = useWords(alertWords);
  const { name, kind, options = [], optional } = field;
  const label = labelOf(name, type, words);
  return (
    <Line label={label} path={path}>
      {(input) => {
        if (kind === 'choice') {
          const nameOf = (option: string) => choiceIn(option, words);
          return <Select {...{ input, value, options, nameOf, onChange }} />;
        }
        if (kind === 'duration') {
          return <DurationInput {...{ input, label, value, onChange }} />;
        }
        return <NumberInput {...{ input, value, onChange }} optional={optional ?? false} />;
      }}
    </Line>
  );
}

function labelOf(name: string, type: ConditionType, { editor }: AlertWords): string {
  if (type === 'all' && name === 'within') return editor.within;
  if (type === 'extreme' && name === 'of') return editor.fields.extreme ?? name;
  return editor.fields[name] ?? name;
}

function choiceIn(option: string, { editor, phrases }: AlertWords): string {
  return editor.choices[option] ?? phrases.of[option] ?? phrases.measures[option] ?? option;
}
