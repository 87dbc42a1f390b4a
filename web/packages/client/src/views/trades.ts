import type { GapEvent, Trade } from '../events.ts';
import type { Radist } from '../radist.ts';
import type { Gap } from '../room.ts';
import type { ReadableStore } from '../stores.ts';
import { type Key, topic } from '../topics.ts';
import { type Tape, type TapeLine, TapeRow } from './tape.ts';

/** Trades of a page of history. */
const MOST_ASKED = 1000;

/** The tape of a market, which begins with what `/api/v1/trades` knows. */
export function trades(client: Radist, market: Key, limit = 200): ReadableStore<Tape> {
  const { exchange, symbol } = market;
  const room = topic('trade', { exchange, symbol });
  return client.derive(`trades ${limit} ${room}`, (changed) => {
    return new PastAndTape(client, room, limit, changed, market);
  });
}

class PastAndTape extends TapeRow {
  /** Trades that history told and the room may tell after it. */
  private readonly told = new Set<string>();

  constructor(
    client: Radist,
    room: string,
    limit: number,
    changed: () => void,
    private readonly market: Key,
  ) {
    super(client, room, limit, changed);
  }

  override start(): () => void {
    const stopped = new AbortController();
    const leave = super.start();
    void this.remember(stopped.signal);
    return () => {
      leave();
      stopped.abort();
    };
  }

  protected override add(trade: Trade | null, gap: Gap | null): void {
    if (!trade || !this.told.delete(trade.id)) super.add(trade, gap);
  }

  /** What was traded before; without it, the tape begins empty. */
  private async remember(signal: AbortSignal): Promise<void> {
    const { exchange, symbol } = this.market;
    const query = { exchange, symbol, limit: Math.min(this.limit, MOST_ASKED) };
    const asked = this.client.rest.get('/api/v1/trades', { query, signal });
    const page = await asked.catch(() => null);
    if (!page?.trades || signal.aborted) return;
    const heard = new Set(this.lines.map(({ trade }) => trade?.id));
    const met = page.trades.findIndex((one) => 'id' in one && heard.has(one.id));
    // From there on the room tells everything itself.
    const older = met < 0 ? page.trades : page.trades.slice(0, met);
    for (const one of older) if ('id' in one) this.told.add(one.id);
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
}
