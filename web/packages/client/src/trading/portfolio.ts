import type { PriceUpdate, Ticker } from '../events.ts';
import type { Radist } from '../radist.ts';
import type { RoomState, Subscription } from '../room.ts';
import type { ReadableStore } from '../stores.ts';
import { topic } from '../topics.ts';
import { Money } from './money.ts';
import { type OwnEvent, OwnRow } from './own.ts';
import type { Portfolio, TokenHolding, TradingPosition } from './types.ts';

/** What a user has, valued at the prices of this moment. */
export interface LivePortfolio {
  /** Null before it is known. */
  readonly portfolio: Portfolio | null;
  readonly loading: boolean;
  readonly error: string | null;
  readonly state: RoomState;
}

/** Prices that are asked for so often are enough for people. */
const MARKS_HZ = 4;

/** The portfolio of a user: as REST and their room have it, and between these as prices move. */
export function portfolio(client: Radist, user: string): ReadableStore<LivePortfolio> {
  return client.derive(`portfolio ${user}`, (changed) => new PortfolioRow(client, user, changed));
}

class PortfolioRow extends OwnRow {
  private last: Portfolio | null = null;
  /** Last prices by room. */
  private readonly marks = new Map<string, Money>();
  private readonly watched = new Map<string, Subscription>();

  override start(): () => void {
    const stop = super.start();
    return () => {
      stop();
      this.watch([]);
    };
  }

  picture(): LivePortfolio {
    const { known, error, state, last } = this;
    const portfolio = last && valued(last, this.marks);
    return { portfolio, loading: !known && error === null, error, state };
  }

  protected async load(signal: AbortSignal): Promise<void> {
    this.take((await this.client.rest.get('/api/v1/portfolio', { signal })) as Portfolio);
  }

  protected heard(event: OwnEvent): void {
    if (event.type !== 'portfolio_update') return;
    // Whoever told it may know less of it than REST does.
    if ('equity' in event) this.take(event as unknown as Portfolio);
    else this.refresh();
    this.changed();
  }

  /** An answer may be older than what was heard meanwhile. */
  private take(portfolio: Portfolio): void {
    if (this.last && this.last.timestamp > portfolio.timestamp) return;
    this.last = portfolio;
    this.watch([...portfolio.positions.map(roomOf), ...portfolio.holdings.map(roomOf)]);
  }

  /** Listens to the prices of all that is held, and to no others. */
  private watch(rooms: readonly string[]): void {
    for (const [room, { leave }] of this.watched) {
      if (rooms.includes(room)) continue;
      leave();
      this.watched.delete(room);
      this.marks.delete(room);
    }
    for (const room of rooms) if (!this.watched.has(room)) this.watched.set(room, this.join(room));
  }

  private join(room: string): Subscription {
    const moved = ({ price }: Ticker | PriceUpdate) => {
      const mark = Money.of(price);
      if (mark) this.marks.set(room, mark);
      this.changed();
    };
    if (room.startsWith('token_')) {
      const event = (event: { type: string }) => {
        if (event.type === 'price_update') moved(event as PriceUpdate);
      };
      return this.client.subscribe<string>(room, { event });
    }
    const listener = { event: moved, snapshot: moved };
    return this.client.subscribe(room as `ticker.${string}`, listener, { maxHz: MARKS_HZ });
  }
}

function roomOf(held: TradingPosition | TokenHolding): string {
  return 'token_mint' in held ? `token_${held.token_mint}` : topic('ticker', held);
}

/** The same at other prices: what is held gains or loses, and so does the whole. */
export function valued(portfolio: Portfolio, marks: ReadonlyMap<string, Money>): Portfolio {
  let gain = Money.ZERO;
  const at = (held: TradingPosition | TokenHolding, amount: string) => {
    const mark = marks.get(roomOf(held));
    const [size, before] = [Money.of(amount), Money.of(held.value)];
    if (!mark || !size || !before) return null;
    const value = size.times(mark).floor(UNIT);
    const more = value.minus(before);
    gain = gain.plus(more);
    const unrealised = added(held.unrealised, more);
    return { mark: String(mark), worth: { value: String(value), unrealised } };
  };
  const positions = portfolio.positions.map((position) => {
    const now = at(position, position.quantity);
    return now ? { ...position, ...now.worth, mark: now.mark } : position;
  });
  const holdings = portfolio.holdings.map((holding) => {
    const now = at(holding, holding.amount);
    return now ? { ...holding, ...now.worth, price: now.mark } : holding;
  });
  const { equity, unrealised, today } = portfolio;
  return {
    ...portfolio,
    positions,
    holdings,
    equity: added(equity, gain),
    today: added(today, gain),
    unrealised: added(unrealised, gain),
  };
}

const UNIT = Money.of('1e-8') as Money;

function added<T extends string | null>(amount: T, gain: Money): T {
  const known = Money.of(amount);
  return (known ? String(known.plus(gain)) : amount) as T;
}
