import { useContext, useMemo, useRef, useSyncExternalStore } from 'react';
import { Surroundings } from './provider.tsx';

/** Prices by the exchange's own names of symbols: `{ BTCUSDT: 42500.5 }`. */
export type Prices = Readonly<Record<string, number>>;

const DEFAULT_URL = 'http://localhost:8000';
const NONE: Prices = Object.freeze({});
/** Components come and go together: one new stream is enough for all of them. */
const SETTLE_MS = 50;
const RETRY_MS = 3000;

/** Last prices of the node's main market, over one event stream for the whole page. */
export function useBinancePrice(
  symbols: readonly string[],
  { url }: { readonly url?: string } = {},
): Prices {
  const surroundings = useContext(Surroundings);
  const stream = streamOf(url ?? surroundings?.client.http ?? DEFAULT_URL);
  const names = symbols.map((symbol) => symbol.toUpperCase()).join(',');
  const store = useMemo(() => {
    const wanted = names ? names.split(',') : [];
    return { subscribe: (changed: () => void) => stream.join(wanted, changed), wanted };
  }, [stream, names]);
  const last = useRef(NONE);
  const get = () => {
    const picked = store.wanted.filter((name) => name in stream.prices);
    const isSame =
      picked.length === Object.keys(last.current).length &&
      picked.every((name) => last.current[name] === stream.prices[name]);
    if (!isSame) {
      const entries = picked.map((name) => [name, stream.prices[name]] as [string, number]);
      last.current = Object.freeze(Object.fromEntries(entries));
    }
    return last.current;
  };
  return useSyncExternalStore(store.subscribe, get, () => NONE);
}

const streams = new Map<string, PriceStream>();

function streamOf(url: string): PriceStream {
  const stream = streams.get(url) ?? new PriceStream(url);
  streams.set(url, stream);
  return stream;
}

/** One event stream of prices, for all symbols that anybody on the page wants. */
class PriceStream {
  readonly prices: Record<string, number> = {};
  private readonly members = new Set<{ wanted: readonly string[]; changed: () => void }>();
  private source: EventSource | null = null;
  private open = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private painting = false;

  constructor(private readonly url: string) {}

  join(wanted: readonly string[], changed: () => void): () => void {
    const member = { wanted, changed };
    this.members.add(member);
    this.later(SETTLE_MS);
    return () => {
      this.members.delete(member);
      this.later(SETTLE_MS);
    };
  }

  private later(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), delayMs);
  }

  private settle(): void {
    const wanted = new Set([...this.members].flatMap((member) => member.wanted));
    const symbols = [...wanted].sort().join(',');
    if (symbols === this.open) return;
    this.source?.close();
    this.source = null;
    this.open = symbols;
    if (!symbols) return;
    const query = new URLSearchParams({ symbols });
    const source = new EventSource(`${this.url}/api/ws/sse/prices?${query}`);
    this.source = source;
    source.onmessage = ({ data }) => this.heard(data);
    source.onerror = () => {
      // It comes back by itself, unless the node answered with an error.
      if (source.readyState !== source.CLOSED || source !== this.source) return;
      this.open = '';
      this.later(RETRY_MS);
    };
  }

  private heard(text: string): void {
    const { type, data } = JSON.parse(text);
    if (type !== 'ticker') return;
    this.prices[data.symbol] = data.price;
    if (this.painting) return;
    this.painting = true;
    requestAnimationFrame(() => {
      this.painting = false;
      for (const { changed } of [...this.members]) changed();
    });
  }
}
