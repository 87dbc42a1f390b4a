/** When changed keys are told: once per animation frame, at once, or every so many milliseconds. */
export type Flush = 'raf' | 'sync' | number;

/** A value that is changed in place; what readers see is made of it once per flush at most. */
export abstract class Row {
  abstract picture(): unknown;
}

/** Latest value per key; however often a key changes, its listeners hear of it once per flush. */
export class Values {
  private readonly current = new Map<string, unknown>();
  private readonly shown = new Map<string, unknown>();
  /** Changed since the last flush. */
  private readonly dirty = new Set<string>();
  /** Rows of which nobody has wanted a picture since they changed. */
  private readonly unseen = new Set<string>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private scheduled = false;

  constructor(
    private readonly flush: Flush,
    private readonly call: (listener: () => void) => void,
  ) {}

  /** The value as of the last flush: everything read within one frame belongs together. */
  get(key: string): unknown {
    if (this.unseen.delete(key)) this.show(key);
    return this.shown.get(key);
  }

  /** The value as of now, which nobody may have been told yet. */
  latest(key: string): unknown {
    return this.current.get(key);
  }

  /** A new value, or a row that was changed in place. */
  set(key: string, value: unknown): void {
    this.current.set(key, value);
    this.dirty.add(key);
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => this.publish());
  }

  forget(key: string): void {
    this.current.delete(key);
    this.shown.delete(key);
    this.dirty.delete(key);
    this.unseen.delete(key);
  }

  listen(key: string, listener: () => void): () => void {
    const known = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, known.add(listener));
    return () => {
      known.delete(listener);
      if (known.size === 0 && this.listeners.get(key) === known) this.listeners.delete(key);
    };
  }

  private schedule(publish: () => void): void {
    if (this.flush === 'sync') publish();
    else if (typeof this.flush === 'number') setTimeout(publish, this.flush);
    else if (typeof requestAnimationFrame === 'function') requestAnimationFrame(publish);
    else setTimeout(publish, 16);
  }

  private publish(): void {
    this.scheduled = false;
    const keys = [...this.dirty];
    this.dirty.clear();
    for (const key of keys) {
      // A picture that nobody looks at costs nothing.
      if (this.listeners.has(key) || !(this.current.get(key) instanceof Row)) this.show(key);
      else this.unseen.add(key);
    }
    for (const key of keys) {
      for (const listener of [...(this.listeners.get(key) ?? [])]) this.call(listener);
    }
  }

  private show(key: string): void {
    const value = this.current.get(key);
    this.unseen.delete(key);
    this.shown.set(key, Object.freeze(value instanceof Row ? value.picture() : value));
  }
}
