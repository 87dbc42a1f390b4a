import type { ReadableStore } from '../stores.ts';

/** The same store, telling its listeners at most `fps` times a second; the last change is told. */
export function paced<T>(store: ReadableStore<T>, fps: number): ReadableStore<T> {
  let shown = store.get();
  let toldAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  let leave = () => {};
  const tell = () => {
    timer = undefined;
    toldAt = Date.now();
    shown = store.get();
    for (const listener of [...listeners]) listener();
  };
  const heard = () => {
    const rest = toldAt + 1000 / fps - Date.now();
    if (rest <= 0) tell();
    else timer ??= setTimeout(tell, rest);
  };
  return {
    get: () => (listeners.size ? shown : store.get()),
    subscribe: (listener) => {
      if (!listeners.size) {
        shown = store.get();
        leave = store.subscribe(heard);
      }
      listeners.add(listener);
      return () => {
        if (!listeners.delete(listener) || listeners.size) return;
        leave();
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
