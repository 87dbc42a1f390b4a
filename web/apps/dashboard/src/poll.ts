import { useState, useSyncExternalStore } from 'react';
import { ask, Refusal } from './rest.ts';

export interface Answer<T> {
  /** The last one that came. */
  readonly value: T | null;
  /** Why there was none the last time. */
  readonly failure: Refusal | null;
  /** When the value came, in local milliseconds. */
  readonly heardAt: number;
}

const PATIENCE_MS = 10_000;

/** One address asked again and again for as long as somebody looks, at the pace of who looks most often. */
export class Poll<T> {
  private answer: Answer<T> = { value: null, failure: null, heardAt: 0 };
  private readonly lookers = new Map<() => void, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;

  constructor(
    private readonly address: () => string,
    private readonly heard: (value: T) => void = () => {},
  ) {}

  readonly current = (): Answer<T> => this.answer;

  look(everyMs: number, tell: () => void): () => void {
    this.lookers.set(tell, everyMs);
    if (this.lookers.size === 1) document.addEventListener('visibilitychange', this.again);
    this.again();
    return () => {
      this.lookers.delete(tell);
      if (this.lookers.size > 0) return;
      clearTimeout(this.timer);
      document.removeEventListener('visibilitychange', this.again);
    };
  }

  /** Asks at once, if anybody can see the answer. */
  readonly again = (): void => {
    clearTimeout(this.timer);
    if (this.asking || this.lookers.size === 0 || document.visibilityState === 'hidden') return;
    void this.ask();
  };

  private async ask(): Promise<void> {
    this.asking = true;
    try {
      const value = await ask<T>(this.address(), { signal: AbortSignal.timeout(PATIENCE_MS) });
      this.answer = { value, failure: null, heardAt: Date.now() };
      this.heard(value);
    } catch (cause) {
      const failure = cause instanceof Refusal ? cause : new Refusal('failed', String(cause));
      this.answer = { ...this.answer, failure };
    }
    this.asking = false;
    for (const tell of [...this.lookers.keys()]) tell();
    if (this.lookers.size === 0) return;
    this.timer = setTimeout(this.again, Math.min(...this.lookers.values()));
  }
}

export function usePoll<T>(poll: Poll<T>, everyMs: number): Answer<T> {
  const [subscribe] = useState(() => (tell: () => void) => poll.look(everyMs, () => tell()));
  return useSyncExternalStore(subscribe, poll.current);
}
