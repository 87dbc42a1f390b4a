import type { Ticker } from '@radist/client';
import type { Market } from '../about.ts';

const KEYS = ['symbol', 'last', 'change', 'bid', 'ask', 'spread', 'volume', 'age'] as const;
export type SortKey = (typeof KEYS)[number];
export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

type Measure = (ticker: Ticker) => number | null | undefined;

const measures: Record<Exclude<SortKey, 'symbol'>, Measure> = {
  last: (ticker) => ticker.price,
  change: (ticker) => changePercent(ticker),
  bid: (ticker) => ticker.bid_price,
  ask: (ticker) => ticker.ask_price,
  spread: (ticker) => spreadPercent(ticker),
  volume: (ticker) => ticker.quote_volume,
  age: (ticker) => -ticker.time_received,
};

export function changePercent({ price_change_percent, price, open }: Ticker): number | null {
  if (typeof price_change_percent === 'number') return price_change_percent;
  return open > 0 ? (price / open - 1) * 100 : null;
}

/** How far bid and ask are apart, of the price between them. */
export function spreadPercent({ bid_price, ask_price }: Ticker): number | null {
  if (!bid_price || !ask_price) return null;
  return ((ask_price - bid_price) / ((ask_price + bid_price) / 2)) * 100;
}

export function isSortKey(name: string): name is SortKey {
  return (KEYS as readonly string[]).includes(name);
}

/** Markets that match the filter, in the order asked for; what has no value yet goes last. */
export function arrange(
  markets: readonly Market[],
  query: string,
  sort: Sort | null,
  latest: (room: string) => Ticker | undefined,
): readonly Market[] {
  const found = markets.filter((market) => matches(market, query));
  if (!sort) return found;
  const sign = sort.descending ? -1 : 1;
  if (sort.key === 'symbol') return found.sort((a, b) => sign * (a.symbol < b.symbol ? -1 : 1));
  const measure = measures[sort.key];
  const valued = found.map((market) => {
    const ticker = latest(market.room);
    return { market, value: (ticker && measure(ticker)) ?? null };
  });
  return valued.sort((a, b) => compare(a.value, b.value, sign)).map(({ market }) => market);
}

function compare(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return sign * (a - b);
}

function matches({ symbol, native, exchange }: Market, query: string): boolean {
  const words = query.toUpperCase().split(/\s+/);
  const text = `${symbol} ${native} ${exchange}`.toUpperCase();
  return words.every((word) => text.includes(word));
}

/** A click on a header: largest first, then smallest first, then as the server lists them. */
export function nextSort(sort: Sort | null, key: SortKey): Sort | null {
  const first = key !== 'symbol';
  if (sort?.key !== key) return { key, descending: first };
  return sort.descending === first ? { key, descending: !first } : null;
}

/** `volume-desc` in the address, so that a link opens the same view. */
export function parseSort(text: string | null): Sort | null {
  const [name, direction] = (text ?? '').split('-');
  return name && isSortKey(name) ? { key: name, descending: direction === 'desc' } : null;
}

export function writeSort({ key, descending }: Sort): string {
  return `${key}-${descending ? 'desc' : 'asc'}`;
}
