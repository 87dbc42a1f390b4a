import type { Trigger } from '@radist/client';
import { useEffect, useRef } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { useWords } from '../words/language.tsx';
import { Outcome } from './outcome.tsx';
import { alertWords } from './words.ts';

interface TestDialogProps {
  readonly name: string;
  readonly of: Promise<{ readonly trigger: Trigger }>;
  onClose(): void;
}

/** What a test of an alert came to. */
export function TestDialog({ name, of, onClose }: TestDialogProps) {
  const words = useWords(alertWords);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <Dialog ref={dialog} id="alert-test" title={`${words.test}: ${name}`} onClose={onClose}>
      <Outcome of={of} title={words.editor.tested} />
    </Dialog>
  );
}
