const TICK_MS = 5_000;

/** Calls back when a sleeping tab or a lost network may have returned. Returns how to stop. */
export function onWake(wake: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') wake();
  };
  let due = Date.now() + TICK_MS;
  const timer = setInterval(() => {
    // A timer that is so late was asleep, and so were we.
    if (Date.now() - due > TICK_MS) wake();
    due = Date.now() + TICK_MS;
  }, TICK_MS);
  const page = typeof window === 'undefined' ? null : window;
  page?.addEventListener('online', wake);
  page?.addEventListener('pageshow', wake);
  page?.document.addEventListener('visibilitychange', shown);
  return () => {
    clearInterval(timer);
    page?.removeEventListener('online', wake);
    page?.removeEventListener('pageshow', wake);
    page?.document.removeEventListener('visibilitychange', shown);
  };
}
