import { useSyncExternalStore } from 'react';
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
  const { live, stale, waiting, perSecond } = useSyncExternalStore(board.subscribe, board.current);
  return (
    <footer className="status-strip">
      <span>{words.marketCount(live + stale + waiting)}</span>
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
      <span className="rate">{words.perSecond(format.whole(perSecond))}</span>
      <span className="space" />
      <WallClock />
      <span className="version">{words.version(version)}</span>
    </footer>
  );
}

function WallClock() {
  const { format } = useLanguage();
  useSeconds(true);
  return <time className="clock">{format.time(Date.now())}</time>;
}
