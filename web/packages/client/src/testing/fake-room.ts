import { BookRow } from '../book.ts';
import type { BookDelta, BookSnapshot, MarketEvent } from '../events.ts';
import type { Position } from '../protocol.ts';

/** What may be published: of an event only its type is asked for. */
export type Told = { readonly type: string } & Record<string, unknown>;

export interface Message {
  readonly seq: number;
  readonly event: Told;
}

const STATES = /^(ticker|mini_ticker|quote|candle|book)\./;
const NOTICES = new Set(['gap', 'freshness']);

/** A room of the fake server: a count, a memory of limited length, and a state where it has one. */
export class FakeRoom {
  readonly isState: boolean;
  stale = false;
  private log: Message[] = [];
  private state: Told | null = null;
  private readonly book: BookRow | null;
  /** The last word on the stream, which is never passed over. */
  private notice: Message | null = null;
  private top = 0;

  constructor(
    name: string,
    readonly epoch: string,
  ) {
    this.isState = STATES.test(name) && !name.includes('*');
    this.book = name.startsWith('book.') ? new BookRow() : null;
  }

  get seq(): number {
    return this.top;
  }

  add(event: Told, retention: number): Message {
    this.top += 1;
    const message = { seq: this.top, event };
    this.log.push(message);
    this.log.splice(0, Math.max(0, this.log.length - retention));
    if (event.type === 'freshness') this.stale = event.stale === true;
    if (event.type === 'gap' && this.book) this.book.live = false;
    if (NOTICES.has(event.type)) {
      this.notice = message;
      return message;
    }
    this.state = event;
    this.book?.apply(event as unknown as BookSnapshot | BookDelta);
    return message;
  }

  /** The state as of the newest message; null in log rooms, and of a book that has a gap. */
  snapshot(): Told | null {
    if (!this.isState) return null;
    if (!this.book) return this.state;
    return this.book.live ? (this.book.picture() as MarketEvent as never) : null;
  }

  after(seq: number): Message[] {
    return this.log.filter((message) => message.seq > seq);
  }

  /** Why the messages after a position cannot be given; nothing if they can. */
  refusal({ epoch, seq }: Position): 'epoch' | 'retention' | undefined {
    if (epoch !== this.epoch || seq > this.top) return 'epoch';
    const oldest = this.log[0]?.seq ?? this.top + 1;
    return seq + 1 < oldest ? 'retention' : undefined;
  }

  /** What a client is given that comes to it late: all, or what stands for it. */
  due(seq: number): Message[] | 'lost' {
    const missed = this.after(seq);
    const whole = missed.length === 0 || missed[0]?.seq === seq + 1;
    if (!this.isState) return whole ? missed : 'lost';
    if (whole && missed.length < 2) return missed;
    const told = this.notice && this.notice.seq > seq ? [this.notice] : [];
    return whole && told.length > 0 ? missed : this.standIns(told, missed);
  }

  /** The newest state, after the last word on the stream. */
  private standIns(told: Message[], missed: Message[]): Message[] {
    const event = this.snapshot();
    const last = event ? [{ seq: this.top, event }] : missed.slice(-1);
    return [...told, ...last.filter(({ seq }) => seq !== told[0]?.seq)];
  }
}
