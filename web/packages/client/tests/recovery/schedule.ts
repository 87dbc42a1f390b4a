/** One random history of a server, a road and a client, and what was wrong with it. */
import { BookRow } from '../../src/book.ts';
import type { MarketEvent } from '../../src/events.ts';
import { type Frame, parseFrame } from '../../src/protocol.ts';
import { Rooms } from '../../src/rooms.ts';
import { States } from '../../src/states.ts';
import { FakeServer, type Told, type Wire } from '../../src/testing/index.ts';
import { Values } from '../../src/values.ts';
import { type Dice, dice } from './dice.ts';
import { levelsOf, Truth, Witness } from './oracle.ts';

const TRADES = 'trade.x.A/B';
const TICKER = 'ticker.x.A/B';
const BOOK = 'book.x.A/B';
const ROOMS = [TRADES, TICKER, BOOK];
const PLACE = { exchange: 'x', symbol: 'A/B', native: 'AB', time_exchange: 1, time_received: 1 };
const STEPS = 100;

/** What a schedule had in it. */
export interface Report {
  readonly heard: number;
  readonly connections: number;
  readonly gaps: number;
}

export class Schedule {
  private readonly server = new FakeServer();
  private readonly truth = new Truth();
  private readonly witnesses = new Map<string, Witness>();
  private readonly asked = new Map<string, number>();
  private readonly roll: Dice;
  private readonly rooms: Rooms;
  private readonly values = new Values('sync', (listener) => listener());
  private readonly states = new States(this.values);
  private readonly books = new Map<string, BookRow>();
  /** What is under way, to the client and to the server. */
  private down: string[] = [];
  private up: string[] = [];
  private wire: Wire | null = null;
  private seqs = new Map<string, number>();
  private lastId = 0;
  /** The frame that the client is reading. */
  private now: Frame | null = null;
  private gaps = 0;

  constructor(seed: number, Kind: typeof Rooms = Rooms) {
    this.roll = dice(seed);
    this.server.retention = 2 + this.roll(20);
    this.rooms = new Kind({
      lingerMs: 0,
      states: this.states,
      send: (command) => this.send(command),
      nextId: () => {
        this.lastId += 1;
        return this.lastId;
      },
      call: (_, tell) => tell(),
      heard: () => {},
      gap: (gap) => {
        this.gaps += 1;
        this.states.lost(gap.room);
        const witness = this.witnesses.get(gap.room);
        if (gap.event && this.now?.kind === 'event') witness?.told(this.now.frame);
        else witness?.lost(gap);
      },
      error: ({ message }) => {
        throw new Error(message);
      },
    });
    for (const room of ROOMS) this.listen(room);
  }

  /** Runs to the end. Throws at the first thing that is wrong. */
  async run(): Promise<Report> {
    this.connect();
    for (let step = 0; step < STEPS; step += 1) {
      this.step();
      await null;
      await null;
    }
    await this.settle();
    this.expectWhole();
    this.cut();
    const heard = [...this.witnesses.values()].reduce((sum, one) => sum + one.heard, 0);
    return { heard, connections: this.server.connections, gaps: this.gaps };
  }

  private listen(room: string): void {
    const witness = new Witness(room, room !== TRADES);
    this.witnesses.set(room, witness);
    this.rooms.join(room, {
      event: (_, frame) => {
        witness.told(frame);
        this.expectState(room);
      },
      snapshot: () => this.expectState(room),
    });
  }

  private step(): void {
    const { roll } = this;
    const turn = roll(100);
    if (turn < 40) this.publish();
    else if (turn < 62) this.deliver(1 + roll(12));
    else if (turn < 76) this.hear(1 + roll(3));
    else if (turn < 81) this.server.loseFrame(1 + roll(3));
    else if (turn < 84) this.cut();
    else if (turn < 86) this.restart();
    else if (turn < 90) this.server.heartbeat();
    else if (turn < 92) this.server.hold();
    else if (turn < 95) this.server.release();
    else this.connect();
  }

  /** Faults end, and what is under way arrives. */
  private async settle(): Promise<void> {
    this.server.release();
    this.server.loseFrame(0);
    this.connect();
    for (let turn = 0; turn < 12; turn += 1) {
      this.hear(100);
      this.deliver(1000);
      if (turn % 3 === 2) this.server.heartbeat();
      if (!this.wire) this.connect();
      await null;
      await null;
    }
  }

  private expectWhole(): void {
    for (const [room, witness] of this.witnesses) {
      witness.expectNothingOwed();
      const top = this.seqs.get(room) ?? 0;
      const { position } = witness;
      if (position?.epoch !== this.server.epoch || position.seq !== top) {
        throw new Error(`${room}: ended at ${JSON.stringify(position)}, not at ${top}`);
      }
      this.expectState(room);
    }
  }

  /** What the client holds is what the server held at that moment. */
  private expectState(room: string): void {
    const { position } = this.witnesses.get(room) as Witness;
    if (!position || room === TRADES) return;
    const truth = this.truth.get(room, position) ?? (room === BOOK ? 'unknown' : 'nothing');
    const held = this.held(room);
    // What was known stays, where nothing is known now.
    if (truth !== 'nothing' && held !== truth)
      throw new Error(`${room} at ${position.seq}: ${held} is not ${truth}`);
  }

  private held(room: string): string {
    if (room === BOOK) return levelsOf(this.bookHeld());
    const ticker = this.values.latest(room) as (MarketEvent & { price?: number }) | undefined;
    return ticker ? String(ticker.price) : 'nothing';
  }

  private bookHeld(): BookRow | undefined {
    return this.values.latest(BOOK) as BookRow | undefined;
  }

  private publish(): void {
    const room = ROOMS[this.roll(3)] as string;
    const event = { ...PLACE, ...this.event(room) } as Told;
    const seq = (this.seqs.get(room) ?? 0) + 1;
    this.seqs.set(room, seq);
    const state = room === BOOK ? this.bookAfter(event) : String(event.price);
    this.truth.set(room, this.server.epoch, seq, state);
    this.server.publish(room, event);
  }

  private event(room: string): Told {
    const number = this.roll(1_000_000);
    if (room === TRADES) return { type: 'trade', id: String(number) };
    if (room === TICKER) return { type: 'ticker', price: number };
    const turn = this.roll(12);
    if (turn === 0) return { type: 'gap', channel: 'book', cause: 'reconnect' };
    const levels = () => [1, 2].map(() => [1 + this.roll(6), this.roll(4)]);
    const sides = { bids: levels(), asks: levels(), last_id: number };
    return turn < 3 ? { type: 'book_snapshot', ...sides } : { type: 'book_delta', ...sides };
  }

  private bookAfter(event: Told): string {
    const key = this.server.epoch;
    const book = this.books.get(key) ?? new BookRow();
    this.books.set(key, book);
    if (event.type === 'gap') book.live = false;
    else book.apply(event as never);
    return levelsOf(book);
  }

  private connect(): void {
    if (this.wire) return;
    const wire: Wire = {
      onclose: () => {},
      ontext: () => {},
      send: (text) => wire === this.wire && this.down.push(text),
      close: () => wire === this.wire && this.down.push('close'),
      cut: () => this.cut(),
    };
    this.wire = wire;
    this.server.accept(wire);
    this.rooms.opened();
  }

  private cut(): void {
    const { wire } = this;
    this.wire = null;
    [this.down, this.up] = [[], []];
    this.asked.clear();
    if (!wire) return;
    wire.onclose();
    this.rooms.lost();
  }

  private restart(): void {
    this.seqs = new Map();
    this.server.restart();
  }

  private send(command: { op: string; id: number; rooms?: readonly string[] }): boolean {
    if (!this.wire) return false;
    this.up.push(JSON.stringify(command));
    if (command.op === 'subscribe') {
      for (const room of command.rooms ?? []) this.asked.set(room, command.id);
    }
    return true;
  }

  private hear(count: number): void {
    for (const text of this.up.splice(0, count)) this.wire?.ontext(text);
  }

  private deliver(count: number): void {
    for (let turn = 0; turn < count; turn += 1) {
      const text = this.down.shift();
      if (text === undefined) return;
      if (text === 'close') {
        this.cut();
        return;
      }
      this.read(parseFrame(text));
    }
  }

  private read(frame: Frame): void {
    if (frame.kind === 'subscribed' && this.asked.get(frame.frame.room) === frame.frame.id) {
      this.asked.delete(frame.frame.room);
      this.witnesses.get(frame.frame.room)?.answered(frame.frame);
    }
    this.now = frame;
    this.rooms.received(frame);
    // A road may say something twice.
    if (frame.kind === 'event' && this.roll(40) === 0) this.rooms.received(frame);
  }
}
