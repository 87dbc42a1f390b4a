import { type Key, type Radist, Row, type Source, type Trade, topic } from '@radist/client';
import { type Tape, type TapeLine, tape } from '@radist/client/views';
import { keepAsking } from '../asking.ts';

/** Trades that are kept, and asked for at once. */
export const MOST = 500;
/** So often history is asked for what is missing: for about a minute. */
const MOST_TRIES = 10;

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

/** The tape with what history told of its gaps: newest first, each trade once. */
export function weave(lines: readonly TapeLine[], repairs: Repairs): Line[] {
  const weaver = new Weaver(lines);
  for (const line of lines) {
    if (line.trade) weaver.add(line.trade);
    else weaver.mend(line, repairs.get(line.key));
  }
  const { woven } = weaver;
  // Where history ends nothing is missing that anybody had.
  while (woven.at(-1)?.hole) woven.pop();
  return woven.slice(0, MOST);
}

class Weaver {
  readonly woven: Line[] = [];
  private readonly added = new Set<string>();
  private readonly heard: Set<string>;

  constructor(lines: readonly TapeLine[]) {
    this.heard = new Set(lines.flatMap(({ trade }) => (trade ? [trade.id] : [])));
  }

  add(trade: Trade): void {
    if (this.added.has(trade.id)) return;
    this.added.add(trade.id);
    this.woven.push({ key: `t${trade.id}`, trade, hole: null });
  }

  /** A word on a gap, and below it what history told of it. */
  mend(line: TapeLine, told: Told | undefined): void {
    const fresh = (told?.trades ?? []).filter(({ id }) => !this.heard.has(id));
    const [missing, recovered] = [told?.whole ? 0 : missingIn(line), fresh.length];
    if (missing === 0 && recovered === 0) return;
    // Another word on the same hole is another line.
    const key = `h${line.key} ${missing} ${recovered}`;
    this.woven.push({ key, trade: null, hole: { missing, recovered } });
    for (const trade of fresh.toReversed()) this.add(trade);
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
export function after({ trades }: Page, known: Trade): Told {
  const at = trades.findLastIndex((event) => 'id' in event && event.id === known.id);
  const rest = trades.slice(at + 1).filter((event) => {
    return at >= 0 || !('id' in event) || timeOf(event) > timeOf(known);
  });
  const found = rest.filter((event): event is Trade => 'id' in event);
  return { trades: found, whole: at >= 0 && found.length === rest.length };
}

const timeOf = ({ time_exchange, time_received }: Trade) => time_exchange ?? time_received;

/** The tape of a market with those trades that were lost and can be had. */
export class WholeTape extends Row implements Source {
  private tape: Tape = { lines: [], state: 'pending', stale: false };
  private readonly repairs = new Map<number, Told>();
  private readonly asked = new Set<number>();
  private readonly stopped = new AbortController();

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
    return () => {
      leave();
      this.stopped.abort();
    };
  }

  picture() {
    return { ...this.tape, lines: weave(this.tape.lines, this.repairs) };
  }

  /** Asks for what is missing as soon as it is known between which two trades. */
  private mend(): void {
    const { lines } = this.tape;
    lines.forEach(({ key, gap }, at) => {
      if (!gap || this.asked.has(key)) return;
      const newer = lines[at - 1]?.trade;
      const older = lines.slice(at).find(({ trade }) => trade)?.trade;
      if (!newer || !older) return;
      this.asked.add(key);
      this.repair(key, newer, older);
    });
  }

  /** Again for a while: a node that has just begun is only filling its own holes. */
  private repair(key: number, newer: Trade, older: Trade): void {
    let tries = 0;
    const ask = async (signal: AbortSignal) => {
      tries += 1;
      try {
        const told = after(await this.ask({ before: newer.id, limit: MOST }, signal), older);
        this.repairs.set(key, told);
        this.changed();
        return told.whole;
      } catch {
        return false; // The line goes on saying that trades are missing.
      }
    };
    const stop = keepAsking(ask, (whole) => whole || tries === MOST_TRIES);
    this.stopped.signal.addEventListener('abort', stop);
  }

  private ask(about: { before: string; limit: number }, signal: AbortSignal): Promise<Page> {
    const { exchange, symbol } = this.market;
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
