import type { Status } from '@radist/client';
import { useConnection, useRadist } from '@radist/react';
import { useEffect, useSyncExternalStore } from 'react';
import { useHealth } from '../health/feed.ts';
import type { Board } from '../markets/board.ts';
import { useUpstream } from '../upstream.ts';
import type { Words } from '../words/en.ts';
import { useLanguage } from '../words/language.tsx';
import { say } from './announcer.tsx';
import { ConnectionDetails } from './connection-details.tsx';
import { useSeconds } from './use-seconds.ts';

/** How the connection is, in words; a click tells more. */
export function ConnectionPill({ board, empty }: { board: Board; empty: boolean }) {
  const { words, format } = useLanguage();
  const client = useRadist();
  const status = useConnection();
  const { live, stale, waiting } = useSyncExternalStore(board.subscribe, board.current);
  const few = empty || live < stale + waiting;
  const upstream = useUpstream(few && status.state === 'live');
  const others = useUnwell();
  const cut = upstream !== null && !upstream.connected;
  useSeconds(status.retryAt !== null);
  // Only changes of state are spoken, not the countdown.
  const state = cut ? words.connection.exchangeOffline : phrase(status, 0, words);
  useEffect(() => say(state), [state]);
  const look = lookOf(status, cut || stale > 0 || others > 0);
  const latency = status.state === 'live' && !cut ? client.latencyMs : null;
  return (
    <>
      <button
        type="button"
        className="pill"
        data-look={look}
        popoverTarget="connection"
        title={words.connection.title}
      >
        <span className="shape" aria-hidden="true" />
        <span className="phrase">
          {cut ? words.connection.exchangeOffline : phrase(status, stale, words, others)}{' '}
          <span className="detail">
            {latency === null ? detail(status, words) : format.ms(latency)}
          </span>
        </span>
      </button>
      <ConnectionDetails upstream={upstream} />
    </>
  );
}

type Look = 'live' | 'delayed' | 'down';

function lookOf({ state }: Status, delayed: boolean): Look {
  if (state === 'live') return delayed ? 'delayed' : 'live';
  return state === 'closed' ? 'down' : 'delayed';
}

const ASK_MS = 5000;

/** How many exchanges are not as they should be. */
function useUnwell(): number {
  const exchanges = useHealth(ASK_MS).value?.exchanges ?? [];
  return exchanges.filter(({ state }) => state !== 'live' && state !== 'idle').length;
}

function phrase({ state }: Status, stale: number, { connection }: Words, others = 0): string {
  if (state === 'live' && stale > 0) return connection.liveStale(stale);
  if (state === 'live') return others > 0 ? connection.liveBut(others) : connection.live;
  if (state === 'closed') return connection.offline;
  if (state !== 'reconnecting') return connection.connecting;
  return navigator.onLine ? connection.reconnecting : connection.offline;
}

/** "3 s (try 2)" */
function detail({ state, retryAt, attempt }: Status, { connection }: Words): string {
  if (state !== 'reconnecting') return '';
  const wait = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1000);
  const soon = wait > 0 ? `${connection.retryIn(wait)} ` : '';
  return `${soon}${connection.attempt(attempt)}`;
}
