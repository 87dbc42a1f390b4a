import { useSyncExternalStore } from 'react';

let spoken = '';
const listeners = new Set<() => void>();

/** Says something to those who listen to the page: changes of state only, no prices unasked. */
export function say(text: string): void {
  spoken = text;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The one live region of the page. */
export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => spoken);
  return (
    <p className="unseen" role="status">
      {text}
    </p>
  );
}
