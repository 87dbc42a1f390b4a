import type { Candle } from '../events.ts';
import type { Radist } from '../radist.ts';
import type { AnswerOf, QueryOf } from '../rest.ts';
import type { Gap, RoomState } from '../room.ts';
import type { ReadableStore, Source } from '../stores.ts';
import { type Key, topic } from '../topics.ts';
import { Row } from '../values.ts';

/** A candle, from history or live. Times are integer microseconds. */
export interface Bar {
  readonly time_open: number;
  readonly time_close: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quote_volume: number | null;
  readonly trades: number | null;
  readonly is_closed: boolean;
  /** As history names it; `live` for what the room told. */
  readonly source: string;
}

/** The candles of a market: history, and the live one at its end. */
export interface Candles {
  /** Oldest first. */
  readonly bars: readonly Bar[];
  /** A page of history is on its way. */
  readonly loading: boolean;
  /** Why there is no history, in words. */
  readonly error: string | null;
  /** Whether there may be older ones than the first. */
  readonly more: boolean;
  /** Asks for the page before the first. */
  readonly older: () => Promise<void>;
  readonly state: RoomState;
  readonly stale: boolean;
  /** The last loss that was told; history is asked again after it. */
  readonly gap: Gap | null;
}

export interface CandleOptions {
  /** Candles of a page of history: 500 unless told otherwise. */
  readonly limit?: number;
}

type Page = AnswerOf<'/api/v1/candles'>;

/** Bars that are kept: what is older falls off. */
const MOST = 5000;
const RETRY_MS = [1000, 30_000] as const;

/** The candles of a market, live and with their history from `/api/v1/candles`. */
export function candles(
  client: Radist,
  { exchange, symbol }: Key,
  interval: string,
  { limit = 500 }: CandleOptions = {},
): ReadableStore<Candles> {
  const room = topic('candle', { exchange, symbol, interval });
  const query = { exchange, symbol, interval, limit };
  return client.derive(`candles ${limit} ${room}`, (changed) => {
    return new CandleRow(client, room, query, changed);
  });
}

class CandleRow extends Row implements Source {
  private readonly bars: Bar[] = [];
  private loading = 0;
  private error: string | null = null;
  private more = true;
  private gap: Gap | null = null;
  private state: RoomState = 'pending';
  private stale = false;
  private failures = 0;
  private readonly stopped = new AbortController();
  private retry: ReturnType<typeof setTimeout> | undefined;
  /** The page before the first bar, while it is on its way: asked for once, whoever asks. */
  private earlier: Promise<void> | null = null;

  constructor(
    private readonly client: Radist,
    private readonly room: `candle.${string}`,
    private readonly query: QueryOf<'/api/v1/candles'>,
    private readonly changed: () => void,
  ) {
    super();
  }

  start(): () => void {
    const { leave } = this.client.subscribe(this.room, {
      event: (candle) => this.live(candle),
      snapshot: (candle) => this.live(candle),
      gap: (gap) => {
        this.gap = gap;
        this.refresh();
      },
      stale: (stale) => {
        this.stale = stale;
        this.changed();
      },
      state: (state) => {
        this.state = state;
        this.changed();
      },
    });
    this.refresh();
    return () => {
      leave();
      this.stopped.abort();
      clearTimeout(this.retry);
    };
  }

  picture(): Candles {
    const { loading, error, more, older, state, stale, gap } = this;
    const bars = this.bars.slice();
    return { bars, loading: loading > 0, error, more, older, state, stale, gap };
  }

  readonly older = (): Promise<void> => {
    const [first] = this.bars;
    if (!first || !this.more) return Promise.resolve();
    this.earlier ??= this.load(first.time_open).finally(() => {
      this.earlier = null;
    });
    return this.earlier;
  };

  private live({ time_open, time_close, open, high, low, close, ...rest }: Candle): void {
    const { volume, quote_volume, trades, is_closed } = rest;
    const told = { time_open, time_close, open, high, low, close, volume, quote_volume };
    this.put({ ...told, trades, is_closed, source: 'live' });
    this.changed();
  }

  /** The newest page: at the start, after a loss, and until it is there. */
  private refresh(): void {
    clearTimeout(this.retry);
    void this.load(null);
  }

  private async load(before: number | null): Promise<void> {
    this.loading += 1;
    this.changed();
    try {
      const { signal } = this.stopped;
      const query = { ...this.query, before };
      const page = await this.client.rest.get('/api/v1/candles', { query, signal });
      this.loaded(page, before);
    } catch (cause) {
      this.failed(cause, before);
    } finally {
      this.loading -= 1;
      this.changed();
    }
  }

  private loaded({ candles: page, next }: Page, before: number | null): void {
    this.error = null;
    this.failures = 0;
    const [oldest] = page;
    if (oldest && before === null) this.dropBefore(oldest);
    const reachesBack = !oldest || oldest.time_open <= (this.bars[0]?.time_open ?? Infinity);
    for (const bar of page) this.put(bar);
    if (reachesBack) this.more = next != null && page.length > 0 && this.bars.length < MOST;
  }

  /** What was here before a hole that this page does not fill: it can be asked for again. */
  private dropBefore({ time_open, time_close }: Bar): void {
    const before = this.bars.filter((bar) => bar.time_open < time_open);
    const last = before.at(-1);
    if (last && last.time_open + 2 * (time_close - time_open) < time_open) {
      this.bars.splice(0, before.length);
    }
  }

  private failed(cause: unknown, before: number | null): void {
    if (this.stopped.signal.aborted) return;
    this.error = cause instanceof Error ? cause.message : String(cause);
    const { code = 500 } = cause as { code?: number };
    if (before !== null || (code >= 400 && code < 500 && code !== 429)) return;
    const wait = Math.min(RETRY_MS[1], RETRY_MS[0] * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.refresh(), wait);
  }

  /** In its place by time; what is closed is not opened again by what was asked for earlier. */
  private put(bar: Bar): void {
    const { bars } = this;
    let at = bars.length;
    while (at > 0 && (bars[at - 1] as Bar).time_open >= bar.time_open) at -= 1;
    const there = bars[at];
    if (there?.time_open !== bar.time_open) bars.splice(at, 0, bar);
    else if (bar.source === 'live' ? bar.is_closed || !there.is_closed : isNewer(bar, there)) {
      bars[at] = bar;
    }
    if (bars.length > MOST) bars.splice(0, bars.length - MOST);
  }
}

/** Whether history knows more of a candle than what is here. */
function isNewer(bar: Bar, there: Bar): boolean {
  return bar.is_closed || (!there.is_closed && (bar.trades ?? 0) >= (there.trades ?? 0));
}
