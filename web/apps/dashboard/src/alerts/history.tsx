import type { Alert, Trigger } from '@radist/client';
import { memo, useState } from 'react';
import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { Deliveries } from './deliveries.tsx';
import { asCsv } from './history-list.ts';
import { type HistoryShown, useHistory } from './use-history.ts';
import { type AlertsView, RESULTS } from './view.ts';
import { alertWords } from './words.ts';
import './history.css';
import './parts.css';

interface FiltersProps {
  readonly view: AlertsView;
  readonly alerts: readonly Alert[];
  onView(change: Partial<AlertsView>): void;
}

/** What fired, and what became of it on its way to people. */
export function History({ view }: Pick<FiltersProps, 'view'>) {
  const words = useWords(alertWords);
  const history = useHistory(view);
  const { triggers, next, loading } = history;
  const filtered = Boolean(view.alert || view.result || view.from || view.to);
  const state = stateOf(history, {
    empty: filtered ? words.noneMatch : words.noHistory,
    failed: words.historyFailed,
  });
  const tools = <Csv of={history.whole} />;
  return (
    <Panel title={words.history} state={state} className="alert-history" tools={tools} scrolls>
      <HistoryTable triggers={triggers} />
      {next !== null && (
        <p className="buttons">
          <button type="button" className="button" disabled={loading} onClick={history.more}>
            {words.older}
          </button>
        </p>
      )}
    </Panel>
  );
}

interface Texts {
  readonly empty: string;
  readonly failed: string;
}

function stateOf(history: HistoryShown, { empty, failed }: Texts): PanelState {
  const { triggers, failure, loading, again } = history;
  if (triggers.length > 0) return { kind: 'live' };
  if (failure) return { kind: 'error', what: failed, code: failure, retry: again };
  return loading ? { kind: 'loading' } : { kind: 'empty', text: empty };
}

/** Which firings are shown. */
export function Filters({ view, alerts, onView }: FiltersProps) {
  const words = useWords(alertWords);
  return (
    <div className="history-filters">
      <select
        aria-label={words.allAlerts}
        value={view.alert}
        onChange={({ target }) => onView({ alert: target.value })}
      >
        <option value="">{words.allAlerts}</option>
        {view.alert && !alerts.some(({ id }) => id === view.alert) && <option>{view.alert}</option>}
        {alerts.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label={words.allResults}
        value={view.result}
        onChange={({ target }) => onView({ result: target.value })}
      >
        <option value="">{words.allResults}</option>
        {RESULTS.map((result) => (
          <option key={result} value={result}>
            {words.results[result]}
          </option>
        ))}
      </select>
      {(['from', 'to'] as const).map((end) => (
        <label key={end}>
          {words[end]}
          <input
            type="date"
            value={view[end]}
            onChange={({ target }) => onView({ [end]: target.value })}
          />
        </label>
      ))}
    </div>
  );
}

export function HistoryTable({ triggers }: { triggers: readonly Trigger[] }) {
  const { columns } = useWords(alertWords);
  return (
    <table className="sheet-table history">
      <thead>
        <tr>
          {Object.entries(columns).map(([name, text]) => (
            <th key={name} scope="col" className={name}>
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {triggers.map((trigger) => (
          <HistoryRow key={trigger.id} trigger={trigger} />
        ))}
      </tbody>
    </table>
  );
}

const HistoryRow = memo(function HistoryRow({ trigger }: { trigger: Trigger }) {
  const words = useWords(alertWords);
  const { format } = useLanguage();
  const { id, name, symbol, price, fired, late, test, deliveries } = trigger;
  const at = Date.parse(fired);
  return (
    <tr data-trigger={id} data-test={test ? '' : undefined}>
      <td className="time" title={format.time(at)}>
        <time dateTime={fired}>{format.moment(at)}</time>
      </td>
      <td className="alert">
        <bdi className="alert-name">{name}</bdi> <span className="exchange">{symbol}</span>
        {late && (
          <span className="chip" title={words.lateMeaning}>
            {words.late}
          </span>
        )}
        {test && <span className="chip warning">{words.isTest}</span>}
        <Payload trigger={trigger} />
      </td>
      <td className="price">{price === null ? '—' : format.quantity(price)}</td>
      <td className="deliveries-cell">
        <Deliveries deliveries={deliveries} />
      </td>
    </tr>
  );
});

/** The message and, once it is wanted, all that was sent. */
function Payload({ trigger }: { trigger: Trigger }) {
  const words = useWords(alertWords);
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{trigger.message || words.payload}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is below has to be reached */}
      {open && <pre tabIndex={0}>{JSON.stringify(sentOf(trigger), null, 2)}</pre>}
    </details>
  );
}

/** The payload of each delivery, as it was sent; of those that have none, the firing itself. */
function sentOf({ deliveries, ...trigger }: Trigger): unknown {
  const sent = deliveries.filter(({ payload }) => payload != null);
  if (sent.length === 0) return trigger;
  return Object.fromEntries(sent.map(({ target, payload }) => [target, payload]));
}

function Csv({ of }: { of(): Promise<readonly Trigger[]> }) {
  const words = useWords(alertWords);
  const [failure, setFailure] = useState('');
  const save = async () => {
    try {
      const link = document.createElement('a');
      // Spreadsheets read UTF-8 where it begins with its mark.
      const content = `\ufeff${asCsv(await of())}`;
      link.href = URL.createObjectURL(new Blob([content], { type: 'text/csv' }));
      link.download = 'radist-alerts.csv';
      link.click();
      URL.revokeObjectURL(link.href);
      setFailure('');
    } catch (cause) {
      setFailure((cause as Error).message);
    }
  };
  return (
    <>
      {failure && <span className="problem">{failure}</span>}
      <button type="button" className="button" onClick={save}>
        {words.csv}
      </button>
    </>
  );
}
