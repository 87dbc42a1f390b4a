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

/** Paints all rows outside React: new tickers as they come, ages once a second, nothing while paused. */
export class Board {
  counts: Counts = { paused: false, missed: 0, perSecond: 0, live: 0, stale: 0, waiting: 0 };
  private readonly rows = new Set<BoardRow>();
  private readonly listeners = new Set<() => void>();
  private heardSinceBeat = 0;
  private missed = 0;

  constructor(
    private readonly client: Radist,
    private readonly staleAfterMs: number,
  ) {}

  /** Starts the beat; returns how to stop it. */
  run(): () => void {
    const timer = setInterval(() => this.beat(), Math.min(BEAT_MS, this.staleAfterMs));
    return () => clearInterval(timer);
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
    this.heardSinceBeat += 1;
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
    const perSecond = this.heardSinceBeat / (Math.min(BEAT_MS, this.staleAfterMs) / 1000);
    this.heardSinceBeat = 0;
    if (this.counts.paused) this.change({ perSecond, missed: this.missed });
    else this.change({ perSecond, ...this.count() });
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
