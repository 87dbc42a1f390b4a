import { type Key, type Radist, Row, type Source, type Trade, topic } from '@radist/client';
import { type Tape, type TapeLine, tape } from '@radist/client/views';

/** Trades that are kept, and asked for at once. */
export const MOST = 500;

/** A line of the tape: a trade, or where some were missing. */
export type Line =
  | { readonly key: string; readonly trade: Trade; readonly hole: null }
  | { readonly key: string; readonly trade: null; readonly hole: Hole };

/** Trades that did not come at their time. */
export interface Hole {
  /** How many are still missing; null where nobody knows. */
  readonly missing: number | null;
  /** How many were asked for and came; the lines below have them. */
  readonly recovered: number;
}

/** What history says of the trades before a time. */
export interface Told {
  readonly trades: readonly Trade[];
  /** Whether none is missing between them and what is known. */
  readonly whole: boolean;
}

/** The trades of history by the key of the line that they stand behind. */
export type Repairs = ReadonlyMap<number, Told>;

/** The tape with what history knows: newest first, each trade once. */
export function weave(lines: readonly TapeLine[], first: Told | null, repairs: Repairs): Line[] {
  const weaver = new Weaver(lines);
  for (const line of lines) {
    if (line.trade) weaver.add(line.trade);
    else weaver.mend(line, repairs.get(line.key));
  }
  if (first) weaver.fill(first.trades);
  return weaver.woven.slice(0, MOST);
}

class Weaver {
  readonly woven: Line[] = [];
  private readonly known: Set<string>;

  constructor(lines: readonly TapeLine[]) {
    this.known = new Set(lines.flatMap(({ trade }) => (trade ? [trade.id] : [])));
  }

  add(trade: Trade): void {
    this.woven.push({ key: `t${trade.id}`, trade, hole: null });
  }

  /** Trades of history, oldest first; how many of them were not known. */
  fill(trades: readonly Trade[]): number {
    const fresh = trades.filter(({ id }) => !this.known.has(id));
    for (const trade of fresh.toReversed()) {
      this.known.add(trade.id);
      this.add(trade);
    }
    return fresh.length;
  }

  /** A word on a gap, and below it what history told of it. */
  mend(line: TapeLine, told: Told | undefined): void {
    const place = this.woven.length;
    const recovered = told ? this.fill(told.trades) : 0;
    const missing = told?.whole ? 0 : missingIn(line);
    if (missing === 0 && recovered === 0) return;
    // Another word on the same hole is another line.
    const key = `h${line.key} ${missing} ${recovered}`;
    this.woven.splice(place, 0, { key, trade: null, hole: { missing, recovered } });
  }
}

/** How many trades a gap names; null where it cannot be counted. */
export function missingIn({ gap }: TapeLine): number | null {
  const { from_id: fromId = null, to_id: toId = null } = gap?.event ?? {};
  const [from, to] = fromId && toId ? [Number(fromId), Number(toId)] : [gap?.from, gap?.to];
  if (from == null || to == null || !Number.isSafeInteger(to - from)) return null;
  return Math.max(0, to - from + 1);
}

interface Page {
  readonly trades: readonly (Trade | { readonly type: 'gap' })[];
}

/** Of a page of history what is newer than a known trade; whole if it reaches back to it. */
export function after({ trades }: Page, known: Trade | null): Told {
  const at = trades.findLastIndex((event) => 'id' in event && event.id === known?.id);
  const rest = trades.slice(at + 1).filter((event) => {
    return at >= 0 || !known || !('id' in event) || timeOf(event) > timeOf(known);
  });
  const found = rest.filter((event): event is Trade => 'id' in event);
  const reaches = at >= 0 || known === null;
  return { trades: found, whole: reaches && found.length === rest.length };
}

const timeOf = ({ time_exchange, time_received }: Trade) => time_exchange ?? time_received;

/** The tape of a market with the trades before it, and with those that were lost and can be had. */
export class WholeTape extends Row implements Source {
  private tape: Tape = { lines: [], state: 'pending', stale: false };
  private first: Told | null = null;
  private readonly repairs = new Map<number, Told>();
  private readonly asked = new Set<number>();
  private readonly stopped = new AbortController();
  private failed: string | null = null;

  constructor(
    private readonly client: Radist,
    private readonly market: Key,
    private readonly changed: () => void,
  ) {
    super();
  }

  start(): () => void {
    const store = tape(this.client, topic('trade', this.market), MOST);
    const heard = () => {
      this.tape = store.get() ?? this.tape;
      this.mend();
      this.changed();
    };
    const leave = store.subscribe(heard);
    void this.begin();
    return () => {
      leave();
      this.stopped.abort();
    };
  }

  picture() {
    const { lines, ...rest } = this.tape;
    const { first, repairs, failed } = this;
    return { ...rest, lines: weave(lines, first, repairs), failed, ready: first !== null };
  }

  private async begin(): Promise<void> {
    try {
      this.first = after(await this.ask({ limit: 200 }), null);
    } catch (cause) {
      this.failed = cause instanceof Error ? cause.message : String(cause);
    }
    this.changed();
  }

  /** Asks for what is missing as soon as it is known between which two trades. */
  private mend(): void {
    const { lines } = this.tape;
    lines.forEach(({ key, gap }, at) => {
      if (!gap || this.asked.has(key)) return;
      const newer = lines[at - 1]?.trade;
      if (!newer) return;
      const older = lines.slice(at).find(({ trade }) => trade)?.trade;
      this.asked.add(key);
      void this.repair(key, newer, older ?? this.first?.trades.at(-1) ?? null);
    });
  }

  private async repair(key: number, newer: Trade, older: Trade | null): Promise<void> {
    try {
      this.repairs.set(key, after(await this.ask({ before: newer.id, limit: MOST }), older));
      this.changed();
    } catch {
      // The line goes on saying that trades are missing.
    }
  }

  private ask(about: { before?: string; limit: number }): Promise<Page> {
    const { exchange, symbol } = this.market;
    const { signal } = this.stopped;
    return this.client.rest.get('/api/v1/trades', {
      query: { exchange, symbol, ...about },
      signal,
    });
  }
}

export type TapePicture = ReturnType<WholeTape['picture']>;

/** One per client and market. */
export function wholeTape(client: Radist, market: Key) {
  const room = topic('trade', market);
  return client.derive<TapePicture>(`whole ${room}`, (changed) => {
    return new WholeTape(client, market, changed);
  });
}
