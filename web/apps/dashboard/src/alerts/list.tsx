import type { Alert } from '@radist/client';
import { useCallback, useState } from 'react';
import { useWords } from '../words/language.tsx';
import { AlertRow } from './alert-row.tsx';
import { pauseAlert, removeAlert } from './server.ts';
import { alertWords } from './words.ts';

/** The alerts of a tab, one beneath the other, and what can be done with several. */
export function List({ alerts }: { alerts: readonly Alert[] }) {
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState('');
  const onChoose = useCallback((id: string, on: boolean) => {
    choose((before) => {
      const next = new Set(before);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const selected = alerts.filter(({ id }) => chosen.has(id));
  return (
    <>
      <Bulk
        alerts={alerts}
        selected={selected}
        onChoose={(ids) => choose(new Set(ids))}
        onFailure={setFailure}
      />
      {failure && (
        <p className="problem" role="alert">
          {failure}
        </p>
      )}
      <ul className="alert-list">
        {alerts.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            chosen={chosen.has(alert.id)}
            onChoose={onChoose}
            onFailure={setFailure}
          />
        ))}
      </ul>
    </>
  );
}

interface BulkProps {
  readonly alerts: readonly Alert[];
  readonly selected: readonly Alert[];
  onChoose(ids: readonly string[]): void;
  onFailure(text: string): void;
}

/** Pauses or deletes all that are chosen. */
function Bulk({ alerts, selected, onChoose, onFailure }: BulkProps) {
  const words = useWords(alertWords);
  const [busy, setBusy] = useState(false);
  const all = alerts.length > 0 && selected.length === alerts.length;
  const [first] = selected;
  const each = async (act: (id: string) => Promise<unknown>, of: readonly Alert[]) => {
    setBusy(true);
    const done = await Promise.allSettled(of.map(({ id }) => act(id)));
    const refused = done.find((one) => one.status === 'rejected');
    onFailure(refused ? (refused.reason as Error).message : '');
    onChoose([]);
    setBusy(false);
  };
  const remove = () => {
    if (first && confirm(words.removeSure(selected.length, first.name))) {
      void each(removeAlert, selected);
    }
  };
  const off = busy || !first;
  return (
    <div className="bulk">
      <label>
        <input
          type="checkbox"
          aria-label={words.chooseAll}
          checked={all}
          onChange={() => onChoose(all ? [] : alerts.map(({ id }) => id))}
        />
        <span>{words.chosen(selected.length)}</span>
      </label>
      <button
        type="button"
        className="button"
        disabled={off}
        onClick={() => void each(pauseAlert, selected.filter(isOn))}
      >
        {words.pause}
      </button>
      <button type="button" className="button" disabled={off} onClick={remove}>
        {words.remove}
      </button>
    </div>
  );
}

const isOn = ({ state }: Alert) => state === 'active';
