import { type Alerts, useAlerts, useConnection } from '@radist/react';
import { useEffect, useMemo, useState } from 'react';
import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import { useSearch } from '../routing/router.ts';
import { useServer } from '../server.tsx';
import { WarningIcon } from '../shell/icons.tsx';
import { useTitle } from '../shell/title.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { Empty } from './empty.tsx';
import { Filters, History } from './history.tsx';
import { List } from './list.tsx';
import { TargetsDialog } from './targets-dialog.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { type AlertsView, alertsView, inTab, TABS } from './view.ts';
import { makeAlert } from './wish.ts';
import { alertWords, usePhrase } from './words.ts';
import './alerts.css';
import './parts.css';

const REFRESH_MS = 30_000;
/** Where something cannot be evaluated, one waits for that to end. */
const SOON_MS = 5000;

/** One's alerts, and what came of them. */
export function Page() {
  const { words } = useLanguage();
  const own = useWords(alertWords);
  const known = useNamed(useAlerts());
  const [view, change] = useSearch(alertsView);
  useTitle(words.pages.alerts);
  useFresh(known);
  useRowKeys(known.alerts);
  const { alerts, user } = known;
  const shown = inTab(alerts, view.tab);
  return (
    <div className="alerts">
      <Toolbar view={view} known={user !== null} onView={change} />
      <Away evaluated={known.evaluated} />
      <div className="alerts-parts">
        <Panel title={own.list} state={useStateOf(known)} className="alert-panel" scrolls>
          {alerts.length === 0 && <Empty />}
          {shown.length > 0 && <List alerts={shown} />}
          {alerts.length > 0 && shown.length === 0 && <p className="hint">{own.noneHere}</p>}
        </Panel>
        {user != null && (
          <div className="history-part">
            <Filters view={view} alerts={alerts} onView={change} />
            <History view={view} />
          </div>
        )}
      </div>
    </div>
  );
}

/** An alert that nobody named is called by its condition. */
function useNamed(known: Alerts): Alerts {
  const say = usePhrase();
  return useMemo(() => {
    const alerts = known.alerts.map((alert) => {
      const { name, symbol, condition } = alert;
      return name ? alert : { ...alert, name: `${symbol} ${say(condition)}`.slice(0, 100) };
    });
    return { ...known, alerts };
  }, [known, say]);
}

/** When the server last looked at them, and what hinders it, is asked now and then; that is not told. */
function useFresh({ refresh, user, alerts }: Alerts): void {
  const everyMs = alerts.some(({ fault }) => fault) ? SOON_MS : REFRESH_MS;
  useEffect(() => {
    if (user == null) return;
    const timer = setInterval(() => void refresh(), everyMs);
    return () => clearInterval(timer);
  }, [refresh, user, everyMs]);
}

function useStateOf({ alerts, loading, error, user, refresh }: Alerts): PanelState {
  const words = useWords(alertWords);
  const { state } = useConnection();
  if (user === null) return { kind: 'empty', text: words.forbidden };
  if (loading && error) {
    return { kind: 'error', what: words.failed, code: error, retry: () => void refresh() };
  }
  if (loading) return { kind: 'loading' };
  if (state !== 'live' && alerts.length > 0) return { kind: 'reconnecting' };
  return { kind: 'live' };
}

interface ToolbarProps {
  readonly view: AlertsView;
  /** Whether the server knows who we are. */
  readonly known: boolean;
  onView(change: Partial<AlertsView>): void;
}

function Toolbar({ view, known, onView }: ToolbarProps) {
  const { words } = useLanguage();
  const own = useWords(alertWords);
  const { about } = useServer();
  const [open, setOpen] = useState(false);
  const market = about?.markets[0];
  return (
    <div className="toolbar">
      <h1>{words.pages.alerts}</h1>
      <fieldset className="tabs" aria-label={own.list}>
        {TABS.map((tab) => (
          <button
            type="button"
            key={tab}
            aria-pressed={tab === view.tab}
            onClick={() => onView({ tab })}
          >
            {own.tabs[tab]}
          </button>
        ))}
      </fieldset>
      <span className="space" />
      <button type="button" className="button" disabled={!known} onClick={() => setOpen(true)}>
        {own.where}
      </button>
      <button
        type="button"
        className="button main-button"
        aria-keyshortcuts="a"
        disabled={!market || !known}
        onClick={() => market && makeAlert(market)}
      >
        {own.make}
      </button>
      {open && <TargetsDialog onClose={() => setOpen(false)} />}
    </div>
  );
}

/** Without a connection one wants to know whether alerts go on: they do. */
function Away({ evaluated }: { evaluated: string | null }) {
  const words = useWords(alertWords);
  const { format } = useLanguage();
  const { state } = useConnection();
  if (state === 'live' || state === 'connecting' || state === 'idle') return null;
  const at = evaluated ? format.time(Date.parse(evaluated)) : words.never;
  return (
    <p className="gap-line" role="status">
      <WarningIcon /> {words.away(at)}
    </p>
  );
}
