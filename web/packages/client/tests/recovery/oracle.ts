/** What a client may be told, checked message by message against what was published. */
import type { BookRow } from '../../src/book.ts';
import type { EventFrame, Position, Subscribed } from '../../src/protocol.ts';
import type { Gap } from '../../src/room.ts';

/** The book or the newest event after each message, by room, epoch and seq. */
export class Truth {
  private readonly states = new Map<string, string>();

  set(room: string, epoch: string, seq: number, state: string): void {
    this.states.set(`${room} ${epoch} ${seq}`, state);
  }

  get(room: string, { epoch, seq }: Position): string | undefined {
    return this.states.get(`${room} ${epoch} ${seq}`);
  }
}

/** One room as a client must be told of it. Throws at the first thing that is wrong. */
export class Witness {
  position: Position | null = null;
  heard = 0;
  /** The loss that has to be told before anything else. */
  private owed: { from: number; to: number | null } | null = null;

  constructor(
    private readonly room: string,
    private readonly isState: boolean,
  ) {}

  /** The answer to what the client asked last. */
  answered({ recovered, epoch, seq }: Subscribed): void {
    if (recovered) return;
    const { position } = this;
    const isCountable = position?.epoch === epoch && position.seq <= seq;
    this.owed = position && { from: position.seq + 1, to: isCountable ? seq : null };
    this.position = { epoch, seq };
  }

  told({ seq, prev, skipped = 0 }: EventFrame): void {
    const { position } = this;
    this.expectNothingOwed();
    if (!position) throw new Error(`${this.room}: ${seq} before any answer`);
    if (seq <= position.seq) throw new Error(`${this.room}: ${seq} again after ${position.seq}`);
    const missing = seq - position.seq - 1;
    if (missing !== skipped || (missing && !this.isState)) {
      throw new Error(`${this.room}: ${position.seq} → ${seq} in silence (prev ${prev})`);
    }
    this.position = { epoch: position.epoch, seq };
    this.heard += 1;
  }

  lost({ from, to }: Gap): void {
    if (this.owed) {
      if (this.owed.from !== from || this.owed.to !== to) {
        throw new Error(
          `${this.room}: told a loss of ${from}–${to}, not ${JSON.stringify(this.owed)}`,
        );
      }
      this.owed = null;
      return;
    }
    if (!this.position || from !== this.position.seq + 1 || to === null) {
      throw new Error(`${this.room}: told a loss of ${from}–${to} at ${this.position?.seq}`);
    }
    this.position = { epoch: this.position.epoch, seq: to };
  }

  expectNothingOwed(): void {
    if (this.owed)
      throw new Error(`${this.room}: a loss was not told: ${JSON.stringify(this.owed)}`);
  }
}

/** A book in one text. */
export function levelsOf(book: BookRow | undefined): string {
  const picture = book?.live ? book.picture() : undefined;
  return picture ? JSON.stringify([picture.bids, picture.asks]) : 'unknown';
}
