import type { AggTrade, GapEvent, Trade } from '../events.ts';
import type { Radist } from '../radist.ts';
import type { Gap, RoomState } from '../room.ts';
import type { ReadableStore, Source } from '../stores.ts';
import { Row } from '../values.ts';

/** A line of the tape: a trade, or where some are missing. `key` grows by one a line. */
export type TapeLine<T = Trade> =
  | { readonly key: number; readonly trade: T; readonly gap: null }
  | { readonly key: number; readonly trade: null; readonly gap: Gap };

/** The newest trades of a market. */
export interface Tape<T = Trade> {
  /** Newest first. */
  readonly lines: readonly TapeLine<T>[];
  readonly state: RoomState;
  /** The server said that the stream cannot be believed now. */
  readonly stale: boolean;
}

/** The newest `limit` trades of a room `trade.…` or `agg_trade.…`, and the gaps between them. */
export function tape(client: Radist, room: `agg_trade.${string}`, limit?: number): Tapes<AggTrade>;
export function tape(client: Radist, room: string, limit?: number): Tapes<Trade>;
export function tape(client: Radist, room: string, limit = 200): ReadableStore<unknown> {
  return client.derive(`tape ${limit} ${room}`, (changed) => {
    return new TapeRow(client, room, limit, changed);
  });
}
type Tapes<T> = ReadableStore<Tape<T>>;

/** Trades of a page of history. */
const MOST_ASKED = 1000;

class TapeRow extends Row implements Source {
  private lines: TapeLine[] = [];
  private last = 0;
  private state: RoomState = 'pending';
  private stale = false;

  constructor(
    private readonly client: Radist,
    private readonly room: string,
    private readonly limit: number,
    private readonly changed: () => void,
  ) {
    super();
  }

  start(): () => void {
    const stopped = new AbortController();
    void this.remember(stopped.signal);
    const { leave } = this.client.subscribe<string>(this.room, {
      event: (trade) => this.add(trade as Trade, null),
      gap: (gap) => this.add(null, gap),
      stale: (stale) => {
        this.stale = stale;
        this.changed();
      },
      state: (state) => {
        this.state = state;
        this.changed();
      },
    });
    return () => {
      leave();
      stopped.abort();
    };
  }

  /** What was traded before, so that a tape does not begin empty; without it, it does. */
  private async remember(signal: AbortSignal): Promise<void> {
    const [, exchange, symbol] = /^trade\.([^.]+)\.(.+)$/.exec(this.room) ?? [];
    if (!exchange || !symbol) return;
    const query = { exchange, symbol, limit: Math.min(this.limit, MOST_ASKED) };
    const asked = this.client.rest.get('/api/v1/trades', { query, signal });
    const page = await asked.catch(() => null);
    if (!page?.trades || signal.aborted) return;
    const heard = new Set(this.lines.map(({ trade }) => trade?.id));
    const older = page.trades.filter((one) => !('id' in one && heard.has(one.id)));
    const lines = older.map((one, at) => this.lineOf(one as Trade | GapEvent, at - older.length));
    this.lines = [...lines, ...this.lines];
    this.changed();
  }

  /** A line from before the first: its key goes down from 0. */
  private lineOf(told: Trade | GapEvent, key: number): TapeLine {
    if (told.type === 'trade') return { key, trade: told, gap: null };
    const gap = { room: this.room, cause: told.cause, from: null, to: null, event: told };
    return { key, trade: null, gap };
  }

  picture(): Tape {
    const { state, stale } = this;
    return { lines: this.lines.slice(-this.limit).reverse(), state, stale };
  }

  private add(trade: Trade | null, gap: Gap | null): void {
    this.last += 1;
    this.lines.push({ key: this.last, trade, gap } as TapeLine);
    if (this.lines.length >= 2 * this.limit) this.lines = this.lines.slice(-this.limit);
    this.changed();
  }
}
