import { useEffect, useMemo } from 'react';
import type { Market } from '../about.ts';
import { Poll, usePoll } from '../poll.ts';
import { useServer } from '../server.tsx';
import type { Board } from './board.ts';
import { allMarkets, type Tickers } from './listing.ts';

const POINTS = 96;
const EVERY_MS = 60_000;
/** While lines are being fetched by the server, or it knows nothing yet. */
const SOON_MS = 3000;

const tickers = new Poll<Tickers>(() => `/api/v1/tickers?exchange=*&sparkline=${POINTS}`);

/** All markets, and what the server knows of them before the rooms say anything. */
export function useListing(board: Board): readonly Market[] {
  const { about } = useServer();
  const answer = usePoll(tickers, EVERY_MS);
  const listed = answer.value?.tickers;
  useEffect(() => {
    if (listed) board.remember(listed);
    const complete = listed?.every(({ sparkline }) => sparkline !== null);
    if (complete || answer.failure) return;
    const timer = setTimeout(tickers.again, SOON_MS);
    return () => clearTimeout(timer);
  }, [board, listed, answer]);
  return useMemo(() => allMarkets(about?.markets ?? [], listed ?? []), [about, listed]);
}
