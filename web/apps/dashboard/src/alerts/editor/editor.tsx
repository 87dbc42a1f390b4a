import type { Alert, Ticker } from '@radist/client';
import { useAlerts, useRadist } from '@radist/react';
import { type SyntheticEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog } from '../../shell/dialog.tsx';
import { useWords } from '../../words/language.tsx';
import { type Wish, wish } from '../wish.ts';
import { alertWords, usePhrase } from '../words.ts';
import { copyOf, type Draft, definitionOf, draftOf, newDraft } from './draft.ts';
import { EditorForm } from './editor-form.tsx';
import '../parts.css';
import './editor.css';

/** The sheet at the side in which an alert is written. */
export default function Editor({ wanted }: { wanted: Wish }) {
  const words = useWords(alertWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const start = useStart(wanted);
  const [draft, change] = useState(start);
  useEffect(() => {
    dialog.current?.showModal();
    const first = ['condition.level', 'condition.type'].map((path) =>
      dialog.current?.querySelector<HTMLElement>(`[data-path="${path}"]:enabled`),
    );
    (first[0] ?? first[1])?.focus();
  }, []);
  const close = () => dialog.current?.close();
  const cancel = (event: SyntheticEvent) => {
    if (draft !== start && !confirm(words.editor.discard)) event.preventDefault();
  };
  return (
    <Dialog
      ref={dialog}
      id="alert-editor"
      className="side-sheet"
      title={draft.id === null ? words.editor.make : words.editor.edit}
      persistent
      onCancel={cancel}
      onClose={() => wish.set(null)}
    >
      <EditorForm draft={draft} onChange={change} onDone={close} />
    </Dialog>
  );
}

/** What is in the form at first. */
function useStart(wanted: Wish): Draft {
  const words = useWords(alertWords);
  const client = useRadist();
  return useMemo(() => {
    if ('alert' in wanted) {
      const { alert, copied } = wanted;
      return copied ? copyOf(alert, words.copyOf(alert.name)) : draftOf(alert);
    }
    const { market, level } = wanted;
    const { price = null } = client.store('ticker', market).get() ?? ({} as Partial<Ticker>);
    return newDraft(market, level ?? price, words.editor.messageStart);
  }, [wanted, client, words]);
}

/** The name that the condition gives, and all that the server is told. */
export function useDefinition(draft: Draft) {
  const { phrases } = useWords(alertWords);
  const say = usePhrase();
  return useMemo(() => {
    const { condition } = definitionOf(draft, '');
    const name = `${draft.symbol} ${say(condition)}`.slice(0, 100);
    const sentence = phrases.on(draft.symbol, draft.exchange, say(condition));
    return { name, sentence, definition: definitionOf(draft, name) };
  }, [draft, say, phrases]);
}

/** The alert as others have it now, where that is newer than ours. */
export function useNewer({ id, version }: Draft): Alert | null {
  const { alerts } = useAlerts();
  return alerts.find((alert) => alert.id === id && alert.version > version) ?? null;
}
