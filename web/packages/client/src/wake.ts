/** Calls back when a sleeping tab or a lost network may have returned. Returns how to stop. */
export function onWake(wake: () => void): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') wake();
  };
  const page = typeof window === 'undefined' ? null : window;
  page?.addEventListener('online', wake);
  page?.addEventListener('pageshow', wake);
  page?.document.addEventListener('visibilitychange', shown);
  return () => {
    page?.removeEventListener('online', wake);
    page?.removeEventListener('pageshow', wake);
    page?.document.removeEventListener('visibilitychange', shown);
  };
}
