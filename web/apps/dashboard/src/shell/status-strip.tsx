import { useConnection } from '@radist/react';
import { useSyncExternalStore } from 'react';
import { useCounts } from '../frames.ts';
import { useHealth } from '../health/feed.ts';
import { StateWord } from '../health/state-word.tsx';
import type { Board } from '../markets/board.ts';
import { useLanguage } from '../words/language.tsx';
import { useSeconds } from './use-seconds.ts';

interface StatusStripProps {
  readonly board: Board;
  readonly version: string;
}

/** All rows in one line: how many are live, how fast it goes, what time it is. */
export function StatusStrip({ board, version }: StatusStripProps) {
  const { words, format } = useLanguage();
  const { live, stale, waiting } = useSyncExternalStore(board.subscribe, board.current);
  const { perSecond } = useCounts();
  return (
    <footer className="status-strip">
      {live + stale + waiting > 0 && <span>{words.marketCount(live + stale + waiting)}</span>}
      {live > 0 && (
        <span data-look="live">
          <i className="shape" aria-hidden="true" />
          {words.liveCount(live)}
        </span>
      )}
      {stale > 0 && (
        <span data-look="delayed">
          <i className="shape" aria-hidden="true" />
          {words.staleCount(stale)}
        </span>
      )}
      {waiting > 0 && <span>{words.waitingCount(waiting)}</span>}
      <Exchanges />
      <span className="rate">{words.perSecond(format.whole(perSecond))}</span>
      <span className="space" />
      <WallClock />
      <span className="version">{words.version(version)}</span>
    </footer>
  );
}

const ASK_MS = 5000;

/** How they are is known for as long as the server says so. */
function Exchanges() {
  const { words } = useLanguage();
  const connection = useConnection();
  const { value, failure, heardAt } = useHealth(ASK_MS);
  if (!value) return null;
  const cut = connection.state !== 'live' && heardAt <= connection.since;
  const known = !cut && !failure;
  return (
    <ul className="exchange-states" aria-label={words.exchanges}>
      {value.exchanges.map(({ exchange, state }) => (
        <li key={exchange} data-state={known ? state : 'unknown'}>
          {exchange} {known ? <StateWord state={state} /> : words.unknown}
        </li>
      ))}
    </ul>
  );
}

function WallClock() {
  const { format } = useLanguage();
  useSeconds(true);
  return <time className="clock">{format.time(Date.now())}</time>;
}
