import { useSyncExternalStore } from 'react';

/** A value that changes, for as long as the page is open. */
export class Cell<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly current = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(value: T): void {
    this.show(value);
  }

  protected show(value: T): void {
    this.value = value;
    for (const listener of this.listeners) listener();
  }
}

/** A value which this browser keeps; one that may not keep it has it for as long as the page. */
export class Kept<T> extends Cell<T> {
  constructor(
    private readonly name: string,
    private readonly read: (stored: unknown) => T,
  ) {
    super(read(stored(name)));
    globalThis.addEventListener?.('storage', ({ key }) => {
      if (key === storageKey(name)) this.show(read(stored(name)));
    });
  }

  override set(value: T): void {
    try {
      localStorage.setItem(storageKey(this.name), JSON.stringify(value));
    } catch {
      // Private windows may have no storage.
    }
    this.show(this.read(value));
  }
}

export function useKept<T>(kept: Cell<T>): T {
  return useSyncExternalStore(kept.subscribe, kept.current);
}

const storageKey = (name: string) => `radist.${name}`;

function stored(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(storageKey(name)) ?? 'null');
  } catch {
    return null;
  }
}
