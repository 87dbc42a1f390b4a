import { useState } from 'react';
import { Panel } from '../panel/panel.tsx';
import type { PanelState } from '../panel/state.ts';
import { useServer } from '../server.tsx';
import { copy } from '../shell/copy.ts';
import { useLanguage, useWords } from '../words/language.tsx';
import type { IncidentKind } from './health.ts';
import { asIssue, asJson, type Entry, type Filter, filtered } from './log.ts';
import { LogTable } from './log-table.tsx';
import { healthWords } from './words.ts';

interface EventLogProps {
  readonly entries: readonly Entry[];
  readonly exchanges: readonly string[];
  readonly now: number;
}

const KINDS: readonly IncidentKind[] = ['outage', 'reconnect', 'stale', 'gap', 'clock'];

/** All that went wrong in 24 hours, to be read, filtered and taken away. */
export function EventLog({ entries, exchanges, now }: EventLogProps) {
  const words = useWords(healthWords);
  const { format } = useLanguage();
  const [filter, setFilter] = useState<Filter>({ kind: null, exchange: '', text: '' });
  const shown = filtered(entries, filter);
  const empty = entries.length === 0 ? words.nothing(format.time(now)) : words.noneMatch;
  const state: PanelState = shown.length === 0 ? { kind: 'empty', text: empty } : { kind: 'live' };
  const tools = (
    <>
      <Filters filter={filter} exchanges={exchanges} onFilter={setFilter} />
      <Take entries={shown} />
    </>
  );
  return (
    <Panel title={words.log} state={state} className="event-log" tools={tools} scrolls>
      <LogTable entries={shown} />
    </Panel>
  );
}

interface FiltersProps {
  readonly filter: Filter;
  readonly exchanges: readonly string[];
  onFilter(filter: Filter): void;
}

function Filters({ filter, exchanges, onFilter }: FiltersProps) {
  const words = useWords(healthWords);
  return (
    <>
      <select
        aria-label={words.allKinds}
        value={filter.kind ?? ''}
        onChange={({ target }) =>
          onFilter({ ...filter, kind: KINDS.find((kind) => kind === target.value) ?? null })
        }
      >
        <option value="">{words.allKinds}</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {words.kinds[kind]}
          </option>
        ))}
      </select>
      <select
        aria-label={words.allExchanges}
        value={filter.exchange}
        onChange={({ target }) => onFilter({ ...filter, exchange: target.value })}
      >
        <option value="">{words.allExchanges}</option>
        {exchanges.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <input
        type="search"
        value={filter.text}
        placeholder={words.filter}
        aria-label={words.filter}
        onChange={({ target }) => onFilter({ ...filter, text: target.value })}
      />
    </>
  );
}

/** The log as a file, or as text for an issue. */
function Take({ entries }: { entries: readonly Entry[] }) {
  const words = useWords(healthWords);
  const { about } = useServer();
  const [copied, setCopied] = useState(false);
  const save = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([asJson(entries)], { type: 'application/json' }));
    link.download = 'radist-incidents.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const take = async () => setCopied(await copy(asIssue(entries, about?.version ?? '')));
  return (
    <>
      <button type="button" className="button" onClick={save}>
        {words.json}
      </button>
      <button type="button" className="button" onClick={take} onBlur={() => setCopied(false)}>
        {copied ? words.copied : words.issue}
      </button>
    </>
  );
}
