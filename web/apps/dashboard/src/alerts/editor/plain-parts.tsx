import type { Repeat } from '@radist/client';
import { INTERVALS } from '../../chart/intervals.ts';
import { useWords } from '../../words/language.tsx';
import { alertWords } from '../words.ts';
import { DurationInput } from './duration-input.tsx';
import type { PartProps } from './editor-form.tsx';
import { Line, NumberInput, Select } from './line.tsx';

const REPEATS: readonly Repeat['type'][] = ['once', 'candle', 'every'];

/** How often it may fire, and what has to happen in between. */
export function RepeatForm({ draft, onChange }: PartProps) {
  const { editor } = useWords(alertWords);
  const { repeat, rearm } = draft;
  const change = (next: Partial<typeof repeat>) =>
    onChange({ ...draft, repeat: { ...repeat, ...next } });
  return (
    <div className="editor-pair">
      <Line label={editor.repeat} path="repeat.type">
        {(input) => (
          <Select
            input={input}
            value={repeat.type}
            options={REPEATS}
            nameOf={(option) => editor.repeats[option as Repeat['type']]}
            onChange={(type) => change({ type: type as Repeat['type'] })}
          />
        )}
      </Line>
      <Between repeat={repeat} onChange={change} />
      {repeat.type !== 'once' && (
        <Line label={editor.rearm} path="rearm">
          {(input) => (
            <NumberInput
              input={input}
              value={rearm}
              onChange={(value) => onChange({ ...draft, rearm: value })}
            />
          )}
        </Line>
      )}
    </div>
  );
}

interface BetweenProps {
  readonly repeat: PartProps['draft']['repeat'];
  onChange(change: Partial<PartProps['draft']['repeat']>): void;
}

/** What has to pass before it fires again. */
function Between({ repeat, onChange }: BetweenProps) {
  const { editor } = useWords(alertWords);
  return (
    <>
      {repeat.type === 'candle' && (
        <Line label={editor.fields.interval ?? ''} path="repeat.interval">
          {(input) => (
            <Select
              input={input}
              value={repeat.interval}
              options={INTERVALS}
              nameOf={(option) => option}
              onChange={(interval) => onChange({ interval })}
            />
          )}
        </Line>
      )}
      {repeat.type === 'every' && (
        <Line label={editor.cooldown} path="repeat.cooldown">
          {(input) => (
            <DurationInput
              input={input}
              label={editor.cooldown}
              value={repeat.cooldown}
              onChange={(cooldown) => onChange({ cooldown })}
            />
          )}
        </Line>
      )}
    </>
  );
}

export function Expiry({ draft, onChange }: PartProps) {
  const { editor } = useWords(alertWords);
  return (
    <Line label={editor.expires} path="expires">
      {(input) => (
        <input
          {...input}
          type="datetime-local"
          value={draft.expires}
          onChange={({ target }) => onChange({ ...draft, expires: target.value })}
        />
      )}
    </Line>
  );
}

/** What it is called; what the condition says, unless it has a name. */
export function Named({ draft, onChange, otherwise }: PartProps & { readonly otherwise: string }) {
  const { editor } = useWords(alertWords);
  return (
    <Line label={editor.name} path="name">
      {(input) => (
        <input
          {...input}
          type="text"
          maxLength={100}
          value={draft.name}
          placeholder={otherwise}
          onChange={({ target }) => onChange({ ...draft, name: target.value })}
        />
      )}
    </Line>
  );
}

export function Note({ draft, onChange }: PartProps) {
  const { editor } = useWords(alertWords);
  return (
    <Line label={editor.note} path="note">
      {(input) => (
        <input
          {...input}
          type="text"
          maxLength={2000}
          value={draft.note}
          onChange={({ target }) => onChange({ ...draft, note: target.value })}
        />
      )}
    </Line>
  );
}
