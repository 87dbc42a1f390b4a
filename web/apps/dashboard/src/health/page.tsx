import { useHeld } from '../frames.ts';
import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import type { Answer } from '../poll.ts';
import { PauseButton } from '../shell/pause-button.tsx';
import { useTitle } from '../shell/title.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import { EventLog } from './event-log.tsx';
import { Exchanges } from './exchanges.tsx';
import { askHealthAgain, useGaps, useHealth } from './feed.ts';
import type { Health } from './health.ts';
import { entriesOf } from './log.ts';
import { ThisBrowser } from './this-browser.tsx';
import { Tiles } from './tiles.tsx';
import { Timeline } from './timeline.tsx';
import { healthWords } from './words.ts';
import './health.css';

const ASK_MS = 2000;

/** How well prices come: the exchanges, what went wrong in 24 hours, and this browser. */
export function Page() {
  const { words } = useLanguage();
  const health = useHeld(useHealth(ASK_MS), isThere);
  const gaps = useHeld(useGaps(ASK_MS), isThere);
  const own = useWords(healthWords);
  const state = useStateOf(health);
  useTitle(words.pages.health);
  const { value } = health;
  const entries = value ? entriesOf(value.incidents, gaps.value?.gaps ?? []) : [];
  const names = value?.exchanges.map(({ exchange }) => exchange) ?? [];
  const now = health.heardAt;
  return (
    <div className="health">
      <div className="toolbar">
        <h1>{words.pages.health}</h1>
        <span className="space" />
        <PauseButton />
      </div>
      {value && <Tiles health={value} />}
      <Panel title={own.exchanges} state={state} lines={3}>
        {value && <Exchanges exchanges={value.exchanges} />}
      </Panel>
      {value && value.exchanges.length > 0 && (
        <>
          <Timeline entries={entries} exchanges={names} now={now} />
          <EventLog entries={entries} exchanges={names} now={now} />
        </>
      )}
      <ThisBrowser />
    </div>
  );
}

const isThere = ({ value }: Answer<unknown>) => value !== null;

/** An answer that is older than three questions is not how things are. */
function useStateOf({ value, failure, heardAt }: Answer<Health>): PanelState {
  const words = useWords(healthWords);
  if (!value && failure) {
    const code = `${failure.code}: ${failure.message}`;
    return { kind: 'error', what: words.failed, code, retry: askHealthAgain };
  }
  if (!value) return { kind: 'loading' };
  const ageMs = Date.now() - heardAt;
  if (failure && ageMs > 3 * ASK_MS) return { kind: 'stale', ageMs };
  if (value.exchanges.length === 0) return { kind: 'empty', text: words.noExchanges };
  return { kind: 'live' };
}
