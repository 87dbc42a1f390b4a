/** Tells listeners what happened; one that throws is reported once and hurts nobody else. */
export class Emitter<Events> {
  private readonly listeners = new Map<keyof Events, Set<(value: never) => void>>();
  private readonly reported = new WeakSet<object>();

  constructor(private readonly onThrow: (cause: unknown) => void) {}

  on<E extends keyof Events>(event: E, listener: (value: Events[E]) => void): () => void {
    const known = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, known.add(listener));
    return () => void known.delete(listener);
  }

  emit<E extends keyof Events>(event: E, value: Events[E]): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) {
      this.guard(listener, () => (listener as (value: Events[E]) => void)(value));
    }
  }

  has(event: keyof Events): boolean {
    return (this.listeners.get(event)?.size ?? 0) > 0;
  }

  /** Runs what belongs to `owner` under the same protection. */
  guard(owner: object, tell: () => void): void {
    try {
      tell();
    } catch (cause) {
      if (this.reported.has(owner)) return;
      this.reported.add(owner);
      this.onThrow(cause);
    }
  }
}
