import type { Alert } from '@radist/client';
import { useId, useRef, useState } from 'react';
import { useWords } from '../words/language.tsx';
import { removeAlert, snoozeAlert, testAlert } from './server.ts';
import { TestDialog } from './test-dialog.tsx';
import { wish } from './wish.ts';
import { alertWords } from './words.ts';

interface RowMenuProps {
  readonly alert: Alert;
  onFailure(text: string): void;
}

/** What can be done with an alert; its buttons are made when it is opened. */
export function RowMenu({ alert, onFailure }: RowMenuProps) {
  const words = useWords(alertWords);
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [tested, setTested] = useState<ReturnType<typeof testAlert> | null>(null);
  return (
    <div className="more">
      <button
        type="button"
        className="button square"
        popoverTarget={id}
        aria-label={words.more(alert.name)}
        title={words.more(alert.name)}
      >
        ⋯
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="menu alert-menu"
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && (
          <Actions
            alert={alert}
            onFailure={onFailure}
            onDone={() => menu.current?.hidePopover()}
            onTest={() => setTested(testAlert(alert.id))}
          />
        )}
      </div>
      {tested && <TestDialog name={alert.name} of={tested} onClose={() => setTested(null)} />}
    </div>
  );
}

interface ActionsProps extends RowMenuProps {
  onDone(): void;
  onTest(): void;
}

type Action = readonly [name: string, run: () => unknown, off?: boolean];

function Actions({ alert, onFailure, onDone, onTest }: ActionsProps) {
  const words = useWords(alertWords);
  const { id, name } = alert;
  const remove = () => confirm(words.removeSure(1, name)) && removeAlert(id);
  const actions: readonly Action[] = [
    [words.edit, () => wish.set({ alert, copied: false })],
    [words.test, onTest],
    [words.duplicate, () => wish.set({ alert, copied: true })],
    [words.remove, remove, alert.source === 'config'],
  ];
  const press = async (run: () => unknown) => {
    onDone();
    try {
      await run();
    } catch (cause) {
      onFailure((cause as Error).message);
    }
  };
  return (
    <>
      {actions.map(([text, run, off = false]) => (
        <button
          type="button"
          className="button"
          key={text}
          disabled={off}
          onClick={() => void press(run)}
        >
          {text}
        </button>
      ))}
      <Snoozes alert={alert} onPress={(run) => void press(run)} />
    </>
  );
}

interface SnoozesProps {
  readonly alert: Alert;
  onPress(run: () => unknown): void;
}

function Snoozes({ alert: { id, snoozed_until }, onPress }: SnoozesProps) {
  const words = useWords(alertWords);
  const snoozed = snoozed_until !== null && Date.parse(snoozed_until) > Date.now();
  return (
    <fieldset className="snoozes">
      <legend>{words.snooze}</legend>
      {Object.entries(words.snoozes).map(([seconds, text]) => (
        <button
          type="button"
          className="button"
          key={seconds}
          onClick={() => onPress(() => snoozeAlert(id, Number(seconds)))}
        >
          {text}
        </button>
      ))}
      {snoozed && (
        <button type="button" className="button" onClick={() => onPress(() => snoozeAlert(id, 0))}>
          {words.wake}
        </button>
      )}
    </fieldset>
  );
}
