import { useEffect, useRef, useSyncExternalStore } from 'react';
import { settings } from './settings.ts';

/** Paints at most so many times a second, where the reader did not choose otherwise. */
const FASTEST = { table: 10, book: 20, chart: 30, slowChart: 5, price: 10 };
export type Widget = keyof typeof FASTEST;
const CALM = 2;
/** A frame that comes a little early is still that frame. */
const EARLY_MS = 4;
const BEAT_MS = 1000;

export interface Counts {
  readonly paused: boolean;
  /** Updates that came while paused. */
  readonly missed: number;
  readonly perSecond: number;
  readonly paintsPerSecond: number;
}

interface Job {
  readonly widget: Widget;
  readonly draw: () => void;
  due: number;
}

/** One loop for all that moves: each widget draws at its own pace, and nothing while paused. */
export class Frames {
  private counts: Counts = { paused: false, missed: 0, perSecond: 0, paintsPerSecond: 0 };
  private readonly wanted = new Set<Job>();
  private readonly listeners = new Set<() => void>();
  private scheduled = false;
  private heard = 0;
  private painted = 0;
  private missed = 0;
  private beating: ReturnType<typeof setInterval> | undefined;
  private beatAt = 0;

  /** A widget that wants to draw; `request` says that so many updates came. */
  join(widget: Widget, draw: () => void): { request(updates?: number): void; leave(): void } {
    const job: Job = { widget, draw, due: 0 };
    return {
      request: (updates = 1) => this.request(job, updates),
      leave: () => this.wanted.delete(job),
    };
  }

  readonly toggle = (): void => {
    const paused = !this.counts.paused;
    this.missed = 0;
    this.change({ paused, missed: 0 });
    if (!paused && this.wanted.size > 0) this.schedule();
  };

  readonly current = (): Counts => this.counts;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.startBeating();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) clearInterval(this.beating);
    };
  };

  private request(job: Job, updates: number): void {
    this.heard += updates;
    this.wanted.add(job);
    if (this.counts.paused) this.missed += updates;
    else this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(this.turn);
  }

  private readonly turn = (now: number): void => {
    this.scheduled = false;
    if (this.counts.paused) return;
    for (const job of this.wanted) {
      if (now + EARLY_MS < job.due) continue;
      this.wanted.delete(job);
      job.due = now + apartMs(job.widget);
      this.painted += 1;
      draw(job);
    }
    if (this.wanted.size > 0) this.schedule();
  };

  private startBeating(): void {
    this.heard = this.painted = 0;
    this.beatAt = performance.now();
    this.beating = setInterval(() => this.beat(), BEAT_MS);
  }

  private beat(): void {
    const now = performance.now();
    const rate = (count: number) => (count / Math.max(1, now - this.beatAt)) * 1000;
    const [perSecond, paintsPerSecond] = [rate(this.heard), rate(this.painted)];
    this.heard = this.painted = 0;
    this.beatAt = now;
    this.change({ perSecond, paintsPerSecond, missed: this.missed });
  }

  private change(change: Partial<Counts>): void {
    this.counts = { ...this.counts, ...change };
    for (const listener of this.listeners) listener();
  }
}

function apartMs(widget: Widget): number {
  const { speed } = settings.current();
  if (speed === 'fast') return 0;
  return 1000 / (speed === 'calm' ? CALM : FASTEST[widget]);
}

/** One that throws hurts no other. */
function draw(job: Job): void {
  try {
    job.draw();
  } catch (cause) {
    reportError(cause);
  }
}

export const frames = new Frames();

export function useCounts(): Counts {
  return useSyncExternalStore(frames.subscribe, frames.current);
}

export function usePaused(): boolean {
  return useSyncExternalStore(frames.subscribe, () => frames.current().paused);
}

/** The value as it was when the page was paused, if there was one. */
export function useHeld<T>(value: T, isThere: (value: T) => boolean = () => true): T {
  const paused = usePaused();
  const held = useRef(value);
  if (!paused || !isThere(held.current)) held.current = value;
  return held.current;
}

/** `draw`, at the pace of the widget and not while paused, after each call of what this returns. */
export function useFrames(widget: Widget, draw: () => void): (updates?: number) => void {
  const latest = useRef(draw);
  const job = useRef<ReturnType<Frames['join']> | null>(null);
  useEffect(() => {
    latest.current = draw;
  });
  useEffect(() => {
    const joined = frames.join(widget, () => latest.current());
    job.current = joined;
    return () => {
      joined.leave();
      job.current = null;
    };
  }, [widget]);
  return useRef((updates?: number) => job.current?.request(updates)).current;
}
