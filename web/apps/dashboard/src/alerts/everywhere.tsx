import type { Trigger } from '@radist/client';
import { useAlerts, useRadist } from '@radist/react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { Kept, useKept } from '../memory.ts';
import { navigate, useRoute } from '../routing/router.ts';
import { paths } from '../routing/routes.ts';
import { say } from '../shell/announcer.tsx';
import { useWords } from '../words/language.tsx';
import { tellOutside } from './telling.ts';
import { Toasts } from './toasts.tsx';
import { unseen, wish } from './wish.ts';
import { alertWords } from './words.ts';

const Editor = lazy(() => import('./editor/editor.tsx'));

/** What alerts do on every page: they show, sound and count, and one can be written. */
export default function Everywhere() {
  const wanted = useKept(wish);
  const [toasts, dismiss] = useTold();
  useCount();
  return (
    <>
      <Toasts triggers={toasts} onDismiss={dismiss} />
      <Suspense>{wanted && <Editor wanted={wanted} />}</Suspense>
    </>
  );
}

/** The newest firing that the reader has seen in the list, in milliseconds. */
const seen = new Kept<number>('alerts-seen', (stored) =>
  typeof stored === 'number' && Number.isFinite(stored) ? stored : 0,
);

/** Counts what fired since the reader last looked at the page of alerts. */
function useCount(): void {
  const { triggers } = useAlerts();
  const last = useKept(seen);
  const looks = useRoute().page === 'alerts';
  const newest = triggers[0] ? Date.parse(triggers[0].fired) : 0;
  const count = triggers.filter(({ fired, test }) => !test && Date.parse(fired) > last).length;
  useEffect(() => {
    if (looks && newest > last && document.visibilityState === 'visible') seen.set(newest);
  }, [looks, newest, last]);
  useEffect(() => unseen.set(looks ? 0 : count), [looks, count]);
}

/** Firings to show: those that the room tells, and those that it could not tell in time. */
function useTold(): [readonly Trigger[], (id: string) => void] {
  const words = useWords(alertWords);
  const client = useRadist();
  const { triggers, loading } = useAlerts();
  const [shown, show] = useState<readonly Trigger[]>([]);
  /** What has been told, or was there before this page; and whether that is known yet. */
  const known = useRef(new Set<string>());
  const begun = useRef(false);
  const tell = useCallback(
    (trigger: Trigger) => {
      if (known.current.has(trigger.id)) return;
      known.current.add(trigger.id);
      show((before) => [...before, trigger]);
      say(`${words.toast.fired(trigger.name)}. ${trigger.message}`);
      tellOutside(trigger, () => navigate(paths.symbol(trigger.exchange, trigger.symbol)));
    },
    [words],
  );
  // Not over the store: it waits for animation frames, which a hidden page has not.
  useEffect(() => {
    return client.on('alert', ({ trigger }) => tell(trigger));
  }, [client, tell]);
  useEffect(() => {
    if (!loading && begun.current) for (const trigger of triggers.toReversed()) tell(trigger);
    else for (const { id } of triggers) known.current.add(id);
    begun.current = !loading;
  }, [triggers, loading, tell]);
  const dismiss = useCallback(
    (id: string) => show((before) => before.filter((trigger) => trigger.id !== id)),
    [],
  );
  return [shown, dismiss];
}
