import { authorization } from './passport.ts';

export interface Market {
  readonly exchange: string;
  readonly symbol: string;
  readonly native: string;
  readonly room: string;
  readonly price_step: number;
}

export interface About {
  readonly name: string;
  readonly version: string;
  readonly simulated: boolean;
  readonly websocket: { readonly port: number; readonly path: string };
  readonly exchanges: readonly string[];
  readonly markets: readonly Market[];
  /** Who asks, by the name of their room; null is nobody in particular. */
  readonly user?: string | null;
}

/** What this server is and where its rooms are. */
export async function fetchAbout(signal: AbortSignal): Promise<About> {
  const response = await fetch('/api/v1/about', {
    signal,
    headers: { accept: 'application/json', ...authorization() },
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

/** The rooms listen on a port of their own, on the host that served the page. */
export function roomsUrl({ websocket: { port, path } }: About, page: Location): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.hostname}:${port}${path}`;
}

/** Decimals which a price step asks for: 0.05 → 2. */
export function decimalsOf(step: number): number {
  const isWhole = (value: number) => {
    const whole = Math.round(value);
    return whole >= 1 && Math.abs(value - whole) < 1e-6 * value;
  };
  let decimals = 0;
  while (decimals < 12 && !isWhole(step * 10 ** decimals)) decimals += 1;
  return decimals;
}
