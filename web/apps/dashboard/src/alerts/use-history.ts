import type { Trigger } from '@radist/client';
import { useAlerts } from '@radist/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { queryOf, withLive } from './history-list.ts';
import { askHistory, type HistoryPage, type HistoryQuery } from './server.ts';

const PAGE = 50;
const MOST_AT_ONCE = 200;
/** Firings of one file, at most. */
const MOST = 10_000;

interface Pages extends HistoryPage {
  readonly failure: string | null;
  readonly loading: boolean;
}

const NONE: Pages = { triggers: [], next: null, failure: null, loading: true };

export interface HistoryShown extends Pages {
  /** The next page. */
  more(): void;
  again(): void;
  /** All of it, for a file. */
  whole(): Promise<readonly Trigger[]>;
}

/** The firings that the view asks for: pages of REST, and what happens meanwhile. */
export function useHistory({ alert, result, from, to }: HistoryQuery): HistoryShown {
  const { triggers: live, user } = useAlerts();
  const wanted = useMemo(() => queryOf({ alert, result, from, to }), [alert, result, from, to]);
  const [pages, show] = useState<Pages>(NONE);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another question
  useEffect(() => {
    if (user == null) return;
    const stop = new AbortController();
    show(NONE);
    askHistory(wanted, null, PAGE, stop.signal).then(
      (page) => show({ ...page, failure: null, loading: false }),
      (cause: Error) => stop.signal.aborted || show({ ...NONE, ...failed(cause) }),
    );
    return () => stop.abort();
  }, [wanted, user, turn]);
  const more = async () => {
    show({ ...pages, loading: true });
    await askHistory(wanted, pages.next, PAGE).then(
      ({ triggers, next }) =>
        show({ triggers: [...pages.triggers, ...triggers], next, failure: null, loading: false }),
      (cause: Error) => show({ ...pages, ...failed(cause) }),
    );
  };
  const whole = useCallback(() => fetchAll(wanted), [wanted]);
  const triggers = useMemo(
    () => withLive(pages.triggers, live, wanted),
    [pages.triggers, live, wanted],
  );
  return { ...pages, triggers, more, whole, again: () => setTurn(turn + 1) };
}

const failed = ({ message }: Error) => ({ failure: message, loading: false });

async function fetchAll(wanted: HistoryQuery): Promise<readonly Trigger[]> {
  const all: Trigger[] = [];
  let next: string | null = null;
  do {
    const page: HistoryPage = await askHistory(wanted, next, MOST_AT_ONCE);
    all.push(...page.triggers);
    next = page.next;
  } while (next !== null && all.length < MOST);
  return all;
}
