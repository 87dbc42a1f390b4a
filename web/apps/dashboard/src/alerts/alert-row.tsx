import type { Alert } from '@radist/client';
import { memo, useState } from 'react';
import { paths } from '../routing/routes.ts';
import { useSeconds } from '../shell/use-seconds.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { Distance } from './distance-cell.tsx';
import { RowMenu } from './row-menu.tsx';
import { pauseAlert, resumeAlert } from './server.ts';
import { wish } from './wish.ts';
import { type AlertWords, alertWords, usePhrase } from './words.ts';

interface AlertRowProps {
  readonly alert: Alert;
  readonly chosen: boolean;
  onChoose(id: string, chosen: boolean): void;
  onFailure(text: string): void;
}

/** One alert: whether it is on, what it waits for and how far away that is. */
export const AlertRow = memo(function AlertRow(props: AlertRowProps) {
  const { alert, chosen, onChoose, onFailure } = props;
  const words = useWords(alertWords);
  const { id, name, targets } = alert;
  return (
    <li className="alert-row" data-alert={id} data-state={alert.state}>
      <input
        type="checkbox"
        className="choose"
        aria-label={words.choose(name)}
        checked={chosen}
        onChange={({ target }) => onChoose(id, target.checked)}
      />
      <Switch alert={alert} onFailure={onFailure} />
      <div className="what">
        <button
          type="button"
          className="alert-title"
          onClick={() => wish.set({ alert, copied: false })}
        >
          <bdi>{name}</bdi>
        </button>
        <Sentence alert={alert} />
        <State alert={alert} />
      </div>
      <Distance alert={alert} />
      <ul className="channels" aria-label={words.where}>
        {targets.map((target) => (
          <li key={target} className="chip">
            <bdi>{target === 'browser' ? words.targets.kinds.browser : target}</bdi>
          </li>
        ))}
      </ul>
      <LastFired alert={alert} />
      <RowMenu alert={alert} onFailure={onFailure} />
    </li>
  );
});

function Switch({ alert, onFailure }: Pick<AlertRowProps, 'alert' | 'onFailure'>) {
  const words = useWords(alertWords);
  const [busy, setBusy] = useState(false);
  const on = alert.state === 'active';
  const toggle = async () => {
    setBusy(true);
    const act = on ? pauseAlert : resumeAlert;
    await act(alert.id).catch(({ message }: Error) => onFailure(message));
    setBusy(false);
  };
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={on}
      aria-label={words.on(alert.name)}
      aria-disabled={busy}
      onClick={() => !busy && void toggle()}
    />
  );
}

/** "BTC/USDT on binance crosses above 70,000", with a link to its chart. */
function Sentence({ alert: { exchange, symbol, condition } }: { alert: Alert }) {
  const say = usePhrase();
  return (
    <span className="sentence">
      <a href={paths.symbol(exchange, symbol)}>
        <bdi>{symbol}</bdi>
      </a>{' '}
      <span className="exchange">{exchange}</span> {say(condition)}
    </span>
  );
}

/** What is not as usual with it. */
function State({ alert }: { alert: Alert }) {
  const words = useWords(alertWords);
  const { format } = useLanguage();
  const { snoozed_until, fault, source, note } = alert;
  const until = snoozed_until ? Date.parse(snoozed_until) : 0;
  const snoozed = until > Date.now();
  useSeconds(snoozed);
  return (
    <span className="alert-state">
      {stateChip(alert, words)}
      {snoozed && <span className="chip">{words.snoozed(format.time(until))}</span>}
      {source === 'config' && <span className="chip">{words.config}</span>}
      {fault && <span className="chip warning">{words.fault(fault)}</span>}
      {note && <span className="note">{note}</span>}
    </span>
  );
}

/** That it is active, or paused, its switch says. */
function stateChip({ state }: Alert, { states }: AlertWords) {
  if (state === 'active' || state === 'paused') return null;
  return <span className="chip">{states[state] ?? state}</span>;
}

const MINUTE_MS = 60_000;

function LastFired({ alert: { last_fired, fired } }: { alert: Alert }) {
  const words = useWords(alertWords);
  const { format } = useLanguage();
  const at = last_fired ? Date.parse(last_fired) : null;
  useSeconds(at !== null && Date.now() - at < MINUTE_MS);
  return (
    <span className="last-fired" title={at === null ? undefined : format.time(at)}>
      {at === null
        ? words.neverFired
        : words.fired(format.age(Math.max(0, Date.now() - at)), fired)}
    </span>
  );
}
