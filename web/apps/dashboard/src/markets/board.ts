import type { MarketEvent, Radist, Ticker } from '@radist/client';
import { createContext, useContext } from 'react';
import { frames } from '../frames.ts';
import { type ListedTicker, roomOf } from './listing.ts';

/** What only contracts have, and of the last 24 hours. */
export interface Extras {
  readonly rate?: number;
  readonly interest?: number;
  readonly closes?: readonly number[] | null;
}

/** A row as the board sees it: paints a ticker and what is beside it, paints its age. */
export interface BoardRow {
  readonly room: string;
  show(ticker: Ticker, extras: Extras): void;
  age(ms: number, stale: boolean): void;
}

/** How many rows on the page are how. */
export interface Counts {
  readonly live: number;
  readonly stale: number;
  readonly waiting: number;
}

type Funding = MarketEvent & { readonly rate: number };
type Interest = MarketEvent & { readonly quantity: number | null; readonly value?: number | null };

const BEAT_MS = 1000;
/** While rows wait for their first value, and for how many beats at most. */
const EARLY_MS = 100;
const EARLY_BEATS = 30;

/** Paints all rows outside React: new tickers as they come, ages once a second, nothing while paused. */
export class Board {
  counts: Counts = { live: 0, stale: 0, waiting: 0 };
  private readonly rows = new Set<BoardRow>();
  /** Those with news since they were painted. */
  private readonly changed = new Set<BoardRow>();
  private readonly listeners = new Set<() => void>();
  private readonly job = frames.join('table', () => this.draw());
  /** What REST said, for as long as a room says nothing. */
  private listed: ReadonlyMap<string, ListedTicker> = new Map();

  constructor(
    private readonly client: Pick<Radist, 'store' | 'clockSkewMs'>,
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
    return () => {
      this.rows.delete(row);
      this.changed.delete(row);
    };
  }

  /** News for a row. */
  heard(row: BoardRow): void {
    this.changed.add(row);
    this.job.request();
  }

  remember(tickers: readonly ListedTicker[]): void {
    this.listed = new Map(tickers.map((ticker) => [roomOf(ticker), ticker]));
    for (const row of this.rows) this.changed.add(row);
    this.job.request(0);
  }

  latest(room: string): Ticker | undefined {
    return this.client.store<Ticker>(room).get() ?? this.listed.get(room);
  }

  closes(room: string): readonly number[] | null {
    return this.listed.get(room)?.sparkline ?? null;
  }

  /** How old a ticker is by the server's clock, which stamped it. */
  ageMs({ time_received }: Ticker): number {
    const serverNow = Date.now() + (this.client.clockSkewMs ?? 0);
    return Math.max(0, serverNow - time_received / 1000);
  }

  private draw(): void {
    for (const row of this.changed) this.paint(row);
    this.changed.clear();
  }

  private paint(row: BoardRow): void {
    const ticker = this.latest(row.room);
    if (!ticker) return;
    row.show(ticker, this.extras(row.room));
    this.paintAge(row, ticker);
  }

  private extras(room: string): Extras {
    const funding = this.client.store<Funding>(besides(room, 'funding_rate')).get();
    const interest = this.client.store<Interest>(besides(room, 'open_interest')).get();
    const open = interest?.value ?? interest?.quantity;
    return {
      closes: this.closes(room),
      ...(funding && { rate: funding.rate }),
      ...(typeof open === 'number' && { interest: open }),
    };
  }

  private paintAge(row: BoardRow, ticker: Ticker): boolean {
    const age = this.ageMs(ticker);
    const stale = age > this.staleAfterMs;
    row.age(age, stale);
    return stale;
  }

  private beat(): void {
    if (frames.current().paused) return;
    const counts = this.count();
    const { live, stale, waiting } = this.counts;
    if (counts.live === live && counts.stale === stale && counts.waiting === waiting) return;
    this.counts = counts;
    for (const listener of this.listeners) listener();
  }

  private count(): Counts {
    let [live, stale, waiting] = [0, 0, 0];
    for (const row of this.rows) {
      const ticker = this.latest(row.room);
      if (!ticker) waiting += 1;
      else if (this.paintAge(row, ticker)) stale += 1;
      else live += 1;
    }
    return { live, stale, waiting };
  }
}

/** The room of another channel of the same symbol. */
export function besides(room: string, channel: string): string {
  return room.replace(/^[^.]+/, channel);
}

export const BoardContext = createContext<Board | null>(null);

export function useBoard(): Board {
  const board = useContext(BoardContext);
  if (!board) throw new Error('no board above');
  return board;
}
