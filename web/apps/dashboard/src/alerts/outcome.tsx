import type { Trigger } from '@radist/client';
import { useAlerts } from '@radist/react';
import { useEffect, useState } from 'react';
import { useWords } from '../words/language.tsx';
import { Deliveries } from './deliveries.tsx';
import { alertWords } from './words.ts';

interface OutcomeProps {
  readonly of: Promise<{ readonly trigger: Trigger }>;
  readonly title: string;
}

/** What a test came to; what is still on its way is told as it arrives. */
export function Outcome({ of, title }: OutcomeProps) {
  const { editor } = useWords(alertWords);
  const { triggers } = useAlerts();
  const [answer, setAnswer] = useState<Trigger | string | null>(null);
  useEffect(() => {
    let wanted = true;
    const tell = (told: Trigger | string) => wanted && setAnswer(told);
    setAnswer(null);
    of.then(
      ({ trigger }) => tell(trigger),
      (cause: Error) => tell(cause.message),
    );
    return () => {
      wanted = false;
    };
  }, [of]);
  if (answer === null) return <p role="status">{editor.testing}</p>;
  if (typeof answer === 'string') {
    return (
      <p className="problem" role="alert">
        {answer}
      </p>
    );
  }
  const { message } = answer;
  const live = triggers.find(({ id }) => id === answer.id)?.deliveries ?? [];
  const deliveries = live.length >= answer.deliveries.length ? live : answer.deliveries;
  return (
    <div className="outcome" role="status">
      <p>
        {title} <q>{message}</q>
      </p>
      <Deliveries deliveries={deliveries} />
    </div>
  );
}
