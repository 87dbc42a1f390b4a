/** When changed keys are told to their listeners: once per animation frame, at once, or every n ms. */
export type Flush = 'frame' | 'sync' | number;

/** Latest value per key; however often a key changes, its listeners hear of it once per flush. */
export class Values {
  private readonly shown = new Map<string, unknown>();
  private readonly changed = new Map<string, unknown>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private scheduled = false;

  constructor(
    private readonly flush: Flush,
    private readonly call: (listener: () => void) => void,
  ) {}

  /** The value as of the last flush: everything read within one frame belongs together. */
  get(key: string): unknown {
    return this.shown.get(key);
  }

  set(key: string, value: unknown): void {
    this.changed.set(key, value);
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => this.publish());
  }

  forget(key: string): void {
    this.shown.delete(key);
    this.changed.delete(key);
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
    const keys = [...this.changed.keys()];
    for (const [key, value] of this.changed) this.shown.set(key, value);
    this.changed.clear();
    for (const key of keys) {
      for (const listener of [...(this.listeners.get(key) ?? [])]) this.call(listener);
    }
  }
}
