import { type Ref, useId, useImperativeHandle, useRef, useState } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { useWords } from '../words/language.tsx';
import { tradeWords } from './words.ts';

/** What is asked, and what a yes does. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  act(): void;
}

export interface Asker {
  ask(question: Question): void;
}

/** Asks before something is done. */
export function Confirm({ ref }: { ref: Ref<Asker> }) {
  const id = useId();
  const { ticket } = useWords(tradeWords);
  const [dialog, button] = [useRef<HTMLDialogElement>(null), useRef<HTMLButtonElement>(null)];
  const [question, setQuestion] = useState<Question | null>(null);
  useImperativeHandle(ref, () => ({
    ask: (question) => {
      setQuestion(question);
      dialog.current?.showModal();
      button.current?.focus();
    },
  }));
  const yes = () => {
    dialog.current?.close();
    question?.act();
  };
  return (
    <Dialog ref={dialog} id={id} title={question?.title ?? ''}>
      <p>{question?.text}</p>
      <p className="buttons">
        <button ref={button} type="button" className="button primary" onClick={yes}>
          {question?.yes}
        </button>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {ticket.no}
        </button>
      </p>
    </Dialog>
  );
}
