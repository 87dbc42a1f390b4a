import { useRef } from 'react';
import { useWords } from '../../words/language.tsx';
import type { Preview } from '../server.ts';
import { alertWords } from '../words.ts';
import type { PartProps } from './editor-form.tsx';
import { Line } from './line.tsx';

/** What the message says, with variables that the firing fills in, and how it will read. */
export function MessageForm({
  draft,
  onChange,
  preview,
}: PartProps & { readonly preview: Preview | null }) {
  const { editor } = useWords(alertWords);
  const area = useRef<HTMLTextAreaElement>(null);
  const put = (message: string) => onChange({ ...draft, message });
  const insert = (name: string) => {
    const { selectionStart: at = 0, selectionEnd: end = 0 } = area.current ?? {};
    const { message } = draft;
    put(`${message.slice(0, at)}{{${name}}}${message.slice(end)}`);
    area.current?.focus();
  };
  return (
    <>
      <Line label={editor.message} path="message">
        {(input) => (
          <textarea
            {...input}
            ref={area}
            rows={2}
            maxLength={2000}
            value={draft.message}
            onChange={({ target }) => put(target.value)}
          />
        )}
      </Line>
      <p className="variables">
        <span>{editor.variables}</span>
        {Object.keys(preview?.fields ?? {}).map((name) => (
          <button type="button" className="button" key={name} onClick={() => insert(name)}>
            {name}
          </button>
        ))}
      </p>
      <p className="will-read">
        <span>{editor.preview}</span>
        <output>{preview?.message ?? '…'}</output>
      </p>
    </>
  );
}
