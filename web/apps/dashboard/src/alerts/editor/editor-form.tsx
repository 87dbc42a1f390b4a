import type { Alert } from '@radist/client';
import { type FormEvent, useRef, useState } from 'react';
import { useWords } from '../../words/language.tsx';
import { Outcome } from '../outcome.tsx';
import { ChangedElsewhere, changeAlert, createAlert, testAlert } from '../server.ts';
import { TargetsDialog } from '../targets-dialog.tsx';
import { alertWords } from '../words.ts';
import { Changed } from './changed.tsx';
import { ConditionForm } from './condition-form.tsx';
import { type Draft, draftOf } from './draft.ts';
import { useDefinition, useNewer } from './editor.tsx';
import { MessageForm } from './message-form.tsx';
import { newKey } from './new-key.ts';
import { Expiry, Named, Note, RepeatForm } from './plain-parts.tsx';
import { Foretold, usePreview } from './preview.tsx';
import { type Problem, ProblemContext, problemOf, WholeProblem } from './problem.tsx';
import { SymbolForm } from './symbol-form.tsx';
import { TargetsForm } from './targets-form.tsx';

export interface PartProps {
  readonly draft: Draft;
  onChange(draft: Draft): void;
}

interface EditorFormProps extends PartProps {
  onDone(): void;
}

/** All of an alert, from the symbol to the message. */
export function EditorForm({ draft, onChange, onDone }: EditorFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { name, sentence, definition } = useDefinition(draft);
  const preview = usePreview(definition, form);
  const saving = useSaving(draft, definition, onChange);
  const { problem, theirs } = saving;
  const [open, setOpen] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await saving.save()) onDone();
  };
  const parts = { draft, onChange };
  return (
    <ProblemContext value={problem}>
      <form ref={form} className="editor" onSubmit={submit}>
        {theirs && (
          <Changed
            theirs={theirs}
            onMine={() => onChange({ ...draft, version: theirs.version })}
            onTheirs={() => onChange(draftOf(theirs))}
          />
        )}
        <ReadOnly draft={draft} />
        <fieldset disabled={draft.readOnly} className="editor-parts">
          <SymbolForm {...parts} />
          <ConditionForm {...parts} />
          <p className="sentence" data-sentence>
            {sentence}
          </p>
          <Foretold preview={preview} />
          <RepeatForm {...parts} />
          <Expiry {...parts} />
          <TargetsForm {...parts} onMore={() => setOpen(true)} />
          <MessageForm {...parts} preview={preview} />
          <Named {...parts} otherwise={name} />
          <Note {...parts} />
        </fieldset>
        <Foot draft={draft} saving={saving} form={form} />
      </form>
      {open && <TargetsDialog onClose={() => setOpen(false)} />}
    </ProblemContext>
  );
}

function ReadOnly({ draft }: { draft: Draft }) {
  const { editor } = useWords(alertWords);
  return draft.readOnly ? <p className="hint">{editor.readOnly}</p> : null;
}

type Saving = ReturnType<typeof useSaving>;

/** Saves what is written; what the server has against it, and what others made of it meanwhile. */
function useSaving(
  draft: Draft,
  definition: ReturnType<typeof useDefinition>['definition'],
  onChange: (draft: Draft) => void,
) {
  const newer = useNewer(draft);
  const [key] = useState(newKey);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Alert | null>(null);
  const [saved, setSaved] = useState<Draft | null>(draft.id === null ? null : draft);
  const save = async (): Promise<Alert | null> => {
    setBusy(true);
    setProblem(null);
    try {
      const { id, version } = draft;
      const alert = await (id === null
        ? createAlert(definition, key)
        : changeAlert(id, definition, version));
      const next = draftOf(alert);
      setSaved(next);
      onChange(next);
      return alert;
    } catch (cause) {
      if (cause instanceof ChangedElsewhere && cause.theirs) setConflict(cause.theirs);
      else setProblem(problemOf(cause as Error));
      return null;
    } finally {
      setBusy(false);
    }
  };
  const known = [conflict, newer].filter((each) => each && each.version > draft.version);
  return {
    save,
    busy,
    problem,
    theirs: busy ? null : (known[0] ?? null),
    isSaved: saved === draft,
  };
}

interface FootProps {
  readonly draft: Draft;
  readonly saving: Saving;
  readonly form: { readonly current: HTMLFormElement | null };
}

function Foot({ draft, saving, form }: FootProps) {
  const { editor } = useWords(alertWords);
  const [tested, setTested] = useState<ReturnType<typeof testAlert> | null>(null);
  const test = async () => {
    if (!draft.readOnly && !form.current?.reportValidity()) return;
    const id = saving.isSaved ? draft.id : (await saving.save())?.id;
    if (id) setTested(testAlert(id));
  };
  return (
    <footer className="editor-foot">
      <WholeProblem />
      {tested && <Outcome of={tested} title={editor.tested} />}
      <p className="buttons">
        {!draft.readOnly && (
          <button type="submit" className="button main-button" disabled={saving.busy}>
            {editor.save}
          </button>
        )}
        <button type="button" className="button" disabled={saving.busy} onClick={test}>
          {saving.isSaved ? editor.test : editor.saveTest}
        </button>
      </p>
    </footer>
  );
}
