/** Which page an address is, and the address of each page. */
export type Route =
  | { readonly page: 'markets' | 'alerts' | 'trade' | 'health' | 'gallery' | 'missing' }
  | { readonly page: 'symbol'; readonly exchange: string; readonly symbol: string }
  | { readonly page: 'multi'; readonly layout: string }
  | { readonly page: 'tokens'; readonly mint: string };

type Plain = Exclude<Route, { symbol: string } | { layout: string } | { mint: string }>['page'];
export type Page = Route['page'];

const PLAIN: ReadonlyMap<string, Plain> = new Map<string, Plain>([
  ['', 'markets'],
  ['alerts', 'alerts'],
  ['trade', 'trade'],
  ['health', 'health'],
  ['dev/gallery', 'gallery'],
]);

export function parsePath(path: string): Route {
  const parts = path.split('/').slice(1).map(decoded);
  if (parts.at(-1) === '') parts.pop();
  const [first, ...rest] = parts;
  const [exchange, name] = rest;
  if (first === 's' && exchange && name && rest.length === 2) {
    return { page: 'symbol', exchange, symbol: symbolOf(name) };
  }
  if (first === 'multi' && rest.length <= 1) return { page: 'multi', layout: rest[0] ?? '' };
  if (first === 'tokens' && rest.length <= 1) return { page: 'tokens', mint: rest[0] ?? '' };
  return { page: PLAIN.get(parts.join('/')) ?? 'missing' };
}

export const paths = {
  markets: '/',
  alerts: '/alerts',
  trade: '/trade',
  health: '/health',
  gallery: '/dev/gallery',
  symbol: (exchange: string, symbol: string) =>
    `/s/${encoded(exchange)}/${encoded(nameOf(symbol))}`,
  tradeOf: (market: { exchange: string; symbol: string }) => {
    const { exchange, symbol } = market;
    return `/trade?${new URLSearchParams({ exchange, symbol })}`;
  },
  tokens: (mint = '') => (mint ? `/tokens/${encoded(mint)}` : '/tokens'),
  multi: (layout = '') => (layout ? `/multi/${encoded(layout)}` : '/multi'),
};

/** Half a character has no place in an address. */
function encoded(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** `BTC/USDT` as a part of an address: `BTC-USDT`; behind a `~` where that could not be read back. */
function nameOf(symbol: string): string {
  const name = symbol.replace('/', '-');
  const plain = symbolOf(name) === symbol && !/^\.{1,2}$/.test(name);
  return plain ? name : `~${symbol}`;
}

function symbolOf(name: string): string {
  if (name.startsWith('~')) return name.slice(1);
  return name.includes('/') ? name : name.replace('-', '/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
