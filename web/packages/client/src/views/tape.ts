import type { AggTrade, Trade } from '../events.ts';
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

/** The lines of a tape, as they come. */
export class TapeRow extends Row implements Source {
  protected lines: TapeLine[] = [];
  private last = 0;
  private state: RoomState = 'pending';
  private stale = false;

  constructor(
    protected readonly client: Radist,
    protected readonly room: string,
    protected readonly limit: number,
    protected readonly changed: () => void,
  ) {
    super();
  }

  start(): () => void {
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
    return leave;
  }

  picture(): Tape {
    const { state, stale } = this;
    return { lines: this.lines.slice(-this.limit).reverse(), state, stale };
  }

  protected add(trade: Trade | null, gap: Gap | null): void {
    this.last += 1;
    this.lines.push({ key: this.last, trade, gap } as TapeLine);
    if (this.lines.length >= 2 * this.limit) this.lines = this.lines.slice(-this.limit);
    this.changed();
  }
}
