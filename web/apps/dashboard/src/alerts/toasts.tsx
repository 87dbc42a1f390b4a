import type { Trigger } from '@radist/client';
import { useEffect, useState } from 'react';
import { paths } from '../routing/routes.ts';
import { CloseIcon } from '../shell/icons.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { snoozeAlert } from './server.ts';
import { alertWords } from './words.ts';
import './toasts.css';

const MOST = 4;
const STAYS_MS = 12_000;
const SNOOZE_S = 900;

interface ToastsProps {
  /** Oldest first. */
  readonly triggers: readonly Trigger[];
  onDismiss(id: string): void;
}

/** The last firings at the edge of the page, until they have been read or dismissed. */
export function Toasts({ triggers, onDismiss }: ToastsProps) {
  const { toast } = useWords(alertWords);
  if (triggers.length === 0) return null;
  const hidden = triggers.length - MOST;
  return (
    <section className="toasts" aria-label={toast.region}>
      {hidden > 0 && <a href={paths.alerts}>{toast.more(hidden)}</a>}
      {triggers.slice(-MOST).map((trigger) => (
        <Toast key={trigger.id} trigger={trigger} onDismiss={onDismiss} />
      ))}
    </section>
  );
}

interface ToastProps {
  readonly trigger: Trigger;
  onDismiss(id: string): void;
}

/** It goes by itself, but not while the pointer or the focus is on it. */
function Toast({ trigger, onDismiss }: ToastProps) {
  const words = useWords(alertWords);
  const { words: common, format } = useLanguage();
  const [held, hold] = useState(false);
  const { id, alert, name, message, exchange, symbol, fired, late, test } = trigger;
  useEffect(() => {
    if (held) return;
    // Not while something stands before it.
    const timer = setInterval(() => {
      if (!document.querySelector('dialog:modal')) onDismiss(id);
    }, STAYS_MS);
    return () => clearInterval(timer);
  }, [held, id, onDismiss]);
  const snooze = () =>
    snoozeAlert(alert, SNOOZE_S).then(
      () => onDismiss(id),
      () => {},
    );
  return (
    <article
      className="toast"
      data-toast={id}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <header>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {test && <span className="chip warning">{words.isTest}</span>}
        {late && <span className="chip">{words.late}</span>}
        <time dateTime={fired}>{format.second(Date.parse(fired))}</time>
        <button
          type="button"
          className="button square"
          aria-label={common.dismiss}
          title={common.dismiss}
          onClick={() => onDismiss(id)}
        >
          <CloseIcon />
        </button>
      </header>
      <p>{message}</p>
      <p className="buttons">
        <a className="button" href={paths.symbol(exchange, symbol)}>
          {words.toast.open}
        </a>
        <button type="button" className="button" onClick={() => void snooze()}>
          {words.snooze} {words.snoozes[SNOOZE_S]}
        </button>
      </p>
    </article>
  );
}
