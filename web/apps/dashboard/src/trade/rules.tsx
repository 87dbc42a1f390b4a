import { useRadist } from '@radist/react';
import { type Ref, useEffect, useId, useState } from 'react';
import { Dialog } from '../shell/dialog.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { tradeWords } from './words.ts';

export type Rules = Readonly<Record<string, unknown>>;

/** How orders are simulated, as the server says; null before it has. */
export function useRules(): Rules | null {
  const client = useRadist();
  const [rules, setRules] = useState<Rules | null>(null);
  useEffect(() => {
    const stopped = new AbortController();
    client.rest.get('/api/v1/trading/rules' as string, { signal: stopped.signal }).then(
      (answer) => setRules(answer as Rules),
      () => {}, // fees are then told by the desk's preview alone
    );
    return () => stopped.abort();
  }, [client]);
  return rules;
}

/** The rules of the simulation. */
export function RulesDialog({ ref }: { ref: Ref<HTMLDialogElement> }) {
  const { title } = useWords(tradeWords).rules;
  const id = useId();
  const [wanted, want] = useState(false);
  return (
    <Dialog ref={ref} id={id} title={title} onToggle={() => want(true)}>
      {wanted && <List />}
    </Dialog>
  );
}

function List() {
  const { words } = useLanguage();
  const { names, lines, yes, no } = useWords(tradeWords).rules;
  const rules = useRules();
  if (!rules) return <p>{words.panel.loading}</p>;
  const told = (value: unknown) => {
    if (typeof value === 'boolean') return value ? yes : no;
    return Array.isArray(value) ? value.join(', ') : String(value);
  };
  return (
    <>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <dl className="rules">
        {Object.entries(rules)
          .filter(([name]) => name in names)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{names[name]}</dt>
              <dd>{told(value)}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
