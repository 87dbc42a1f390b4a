import type { Radist, Ticker } from '@radist/client';

/** A row as the board sees it: paints a ticker, paints its age. */
export interface BoardRow {
  readonly room: string;
  show(ticker: Ticker): void;
  age(ms: number, stale: boolean): void;
}

/** What the page says about all rows together. */
export interface Counts {
  readonly paused: boolean;
  readonly missed: number;
  readonly perSecond: number;
  readonly live: number;
  readonly stale: number;
  readonly waiting: number;
}

const BEAT_MS = 1000;
/** While rows wait for their first value, and for how many beats at most. */
const EARLY_MS = 100;
const EARLY_BEATS = 30;

/** Paints all rows outside React: new tickers as they come, ages once a second, nothing while paused. */
export class Board {
  counts: Counts = { paused: false, missed: 0, perSecond: 0, live: 0, stale: 0, waiting: 0 };
  private readonly rows = new Set<BoardRow>();
  private readonly listeners = new Set<() => void>();
  private heardSinceRated = 0;
  private ratedAt = performance.now();
  private missed = 0;

  constructor(
    private readonly client: Radist,
    private readonly staleAfterMs: number,
  ) {}

  /** Starts the beat; returns how to stop it. */
  run(): () => void {
    let timer: ReturnType<typeof setTimeout>;
    let beats = 0;
    const next = () => {
      this.beat();
      beats += 1;
      const early = this.counts.waiting > 0 && beats < EARLY_BEATS;
      timer = setTimeout(next, early ? EARLY_MS : Math.min(BEAT_MS, this.staleAfterMs));
    };
    next();
    return () => clearTimeout(timer);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): Counts => this.counts;

  add(row: BoardRow): () => void {
    this.rows.add(row);
    this.paint(row);
    return () => this.rows.delete(row);
  }

  /** A new ticker for a row: painted now, or counted while paused. */
  heard(row: BoardRow): void {
    this.heardSinceRated += 1;
    if (this.counts.paused) this.missed += 1;
    else this.paint(row);
  }

  latest(room: string): Ticker | undefined {
    return this.client.store<Ticker>(room).get();
  }

  /** How old a ticker is by the server's clock, which stamped it. */
  ageMs({ time_received }: Ticker): number {
    const serverNow = Date.now() + (this.client.clockSkewMs ?? 0);
    return Math.max(0, serverNow - time_received / 1000);
  }

  readonly toggle = (): void => {
    const paused = !this.counts.paused;
    this.missed = 0;
    this.change({ paused, missed: 0 });
    if (paused) return;
    for (const row of this.rows) this.paint(row);
  };

  private paint(row: BoardRow): void {
    const ticker = this.latest(row.room);
    if (!ticker) return;
    row.show(ticker);
    this.paintAge(row, ticker);
  }

  private paintAge(row: BoardRow, ticker: Ticker): boolean {
    const age = this.ageMs(ticker);
    const stale = age > this.staleAfterMs;
    row.age(age, stale);
    return stale;
  }

  private beat(): void {
    this.measureRate();
    if (this.counts.paused) this.change({ missed: this.missed });
    else this.change(this.count());
  }

  /** A rate over less than a second would only alarm. */
  private measureRate(): void {
    const elapsedMs = performance.now() - this.ratedAt;
    if (elapsedMs < 1000) return;
    const perSecond = (this.heardSinceRated / elapsedMs) * 1000;
    this.ratedAt += elapsedMs;
    this.heardSinceRated = 0;
    this.change({ perSecond });
  }

  private count(): Pick<Counts, 'live' | 'stale' | 'waiting'> {
    let [live, stale, waiting] = [0, 0, 0];
    for (const row of this.rows) {
      const ticker = this.latest(row.room);
      if (!ticker) waiting += 1;
      else if (this.paintAge(row, ticker)) stale += 1;
      else live += 1;
    }
    return { live, stale, waiting };
  }

  private change(change: Partial<Counts>): void {
    this.counts = { ...this.counts, ...change };
    for (const listener of this.listeners) listener();
  }
}
