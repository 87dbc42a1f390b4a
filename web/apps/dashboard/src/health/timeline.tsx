import { useState } from 'react';
import { Panel } from '../panel/panel.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import type { IncidentKind } from './health.ts';
import { hoursOf, type Mark, marksOf, SPAN_MS } from './lanes.ts';
import type { Entry } from './log.ts';
import { LogTable } from './log-table.tsx';
import { healthWords } from './words.ts';

interface TimelineProps {
  readonly entries: readonly Entry[];
  readonly exchanges: readonly string[];
  readonly now: number;
}

const WHOLE = { y: '0', height: '100%' };
/** What is brief, and what may last beside all others, takes a part of its lane. */
const PLACES: Partial<Record<IncidentKind, typeof WHOLE>> = {
  reconnect: { y: '25%', height: '50%' },
  clock: { y: '80%', height: '20%' },
};

/** 24 hours at a glance, a lane for each exchange. */
export function Timeline({ entries, exchanges, now }: TimelineProps) {
  const words = useWords(healthWords);
  const { format } = useLanguage();
  const [table, setTable] = useState(false);
  const nothing = { kind: 'empty', text: words.nothing(format.time(now)) } as const;
  const day = entries.filter(({ end }) => (end ?? now) >= now - SPAN_MS);
  return (
    <Panel
      title={words.timeline}
      className="timeline"
      state={table && day.length === 0 ? nothing : { kind: 'live' }}
      tools={
        <button type="button" className="button" onClick={() => setTable(!table)}>
          {table ? words.asLanes : words.asTable}
        </button>
      }
    >
      {table ? (
        <LogTable entries={day} />
      ) : (
        <Lanes entries={entries} exchanges={exchanges} now={now} />
      )}
    </Panel>
  );
}

export function Lanes({ entries, exchanges, now }: TimelineProps) {
  return (
    <>
      {exchanges.map((exchange) => (
        <Lane key={exchange} exchange={exchange} marks={marksOf(entries, exchange, now)} />
      ))}
      <Hours now={now} />
      <Legend />
    </>
  );
}

function Lane({ exchange, marks }: { exchange: string; marks: readonly Mark[] }) {
  const words = useWords(healthWords);
  return (
    <div className="lane">
      <span className="lane-name">{exchange}</span>
      <svg role="img" aria-label={words.lane(exchange, marks.length)}>
        <Hatch />
        {marks.map(({ entry, at, width }) => (
          <rect
            key={entry.id}
            className={`mark ${entry.kind} ${entry.hole ?? ''}`}
            x={`${(at * 100).toFixed(3)}%`}
            {...(PLACES[entry.kind] ?? WHOLE)}
            style={{ width: `max(2px, ${(width * 100).toFixed(3)}%)` }}
          >
            <title>{`${words.kinds[entry.kind]} ${entry.symbol ?? ''} ${entry.detail}`}</title>
          </rect>
        ))}
      </svg>
    </div>
  );
}

/** What is missing is hatched, until it is filled. */
function Hatch() {
  return (
    <defs>
      <pattern
        id="hatch"
        width="4"
        height="4"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="2" height="4" className="hatch" />
      </pattern>
    </defs>
  );
}

/** Just after a full hour its label lies at the edge, and must not reach over it. */
function Hours({ now }: { now: number }) {
  const { format } = useLanguage();
  const offset = -new Date(now).getTimezoneOffset();
  return (
    <div className="lane hours" aria-hidden="true">
      <span className="lane-name" />
      <span className="scale">
        {hoursOf(now, 6, offset).map(({ at, ms }) => (
          <span key={ms} style={{ left: `clamp(3ch, ${at * 100}%, 100% - 3ch)` }}>
            {format.hour(ms)}
          </span>
        ))}
      </span>
    </div>
  );
}

function Legend() {
  const words = useWords(healthWords);
  return (
    <ul className="legend">
      {Object.entries(words.legend).map(([kind, text]) => (
        <li key={kind}>
          <svg width="14" height="12" aria-hidden="true">
            <rect
              className={`mark ${kind in words.holes ? `gap ${kind}` : kind}`}
              width="14"
              height="12"
            />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
}
