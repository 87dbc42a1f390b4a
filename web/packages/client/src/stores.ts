import type { Row, Values } from './values.ts';

/** A value that changes, in the shape `useSyncExternalStore` wants. */
export interface ReadableStore<T> {
  /** The value as of the last flush, frozen; the same object until it changes. */
  get(): T | undefined;
  /** Keeps the value coming for as long as somebody listens. */
  subscribe(listener: () => void): () => void;
}

/** A row that is fed while somebody listens; `start` returns how to stop. */
export interface Source extends Row {
  start(): () => void;
}

/** Stores over rows of one's own: one per key, fed from the first listener to the last. */
export class Stores {
  private readonly stores = new Map<string, ReadableStore<unknown>>();

  constructor(
    private readonly values: Values,
    private readonly lingerMs: number,
  ) {}

  /** A value which others put, as long as it is joined. */
  joined(key: string, join: () => () => void): ReadableStore<unknown> {
    const { values } = this;
    const store = this.stores.get(key) ?? {
      get: () => values.get(key),
      subscribe: (listener: () => void) => {
        const mute = values.listen(key, listener);
        const leave = join();
        return once(() => {
          mute();
          leave();
        });
      },
    };
    this.stores.set(key, store);
    return store;
  }

  /** One object per key, so that React sees the same functions on each render. */
  of(key: string, make: (changed: () => void) => Source): ReadableStore<unknown> {
    const store = this.stores.get(key) ?? this.open(key, make);
    this.stores.set(key, store);
    return store;
  }

  private open(key: string, make: (changed: () => void) => Source): ReadableStore<unknown> {
    const { values } = this;
    let current: { source: Source; stop: () => void } | null = null;
    let listeners = 0;
    let linger: ReturnType<typeof setTimeout> | undefined;
    const begin = () => {
      const source = make(() => {
        if (current?.source === source) values.set(key, source);
      });
      current = { source, stop: () => {} };
      current = { source, stop: source.start() };
      values.set(key, source);
    };
    const end = () => {
      current?.stop();
      current = null;
      values.forget(key);
    };
    return {
      get: () => values.get(key),
      subscribe: (listener) => {
        const mute = values.listen(key, listener);
        clearTimeout(linger);
        listeners += 1;
        if (!current) begin();
        return once(() => {
          mute();
          listeners -= 1;
          if (listeners === 0) linger = setTimeout(end, this.lingerMs);
        });
      },
    };
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
