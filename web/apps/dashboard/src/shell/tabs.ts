import { useEffect } from 'react';
import { Kept, useKept } from '../memory.ts';
import { useRoute } from '../routing/router.ts';
import { type Page, paths } from '../routing/routes.ts';
import { useServer } from '../server.tsx';
import type { Tab } from '../settings.ts';

interface Seen {
  readonly exchange: string;
  readonly symbol: string;
}

/** The symbol whose page was open last. */
const seen = new Kept<Seen | null>('seen', (stored) => {
  const { exchange, symbol } = Object(stored) as Partial<Seen>;
  return typeof exchange === 'string' && typeof symbol === 'string' ? { exchange, symbol } : null;
});

/** What was looked at last, else what the server names first. */
export function useLastSeen(): Seen | undefined {
  const { about } = useServer();
  return useKept(seen) ?? about?.markets[0];
}

/** Where each tab leads; the chart is of the symbol seen last, else of the first market. */
export function useTabs(): Record<Tab, string> {
  const { exchange, symbol } = useLastSeen() ?? {};
  const chart = exchange && symbol ? paths.symbol(exchange, symbol) : paths.markets;
  return {
    markets: paths.markets,
    chart,
    book: `${chart}?tab=book`,
    multi: paths.multi(),
    alerts: paths.alerts,
    trade: paths.trade,
    health: paths.health,
  };
}

export function useRememberSymbol(): void {
  const route = useRoute();
  useEffect(() => {
    if (route.page === 'symbol') seen.set({ exchange: route.exchange, symbol: route.symbol });
  }, [route]);
}

/** The tab of a page, if it has one. */
export function tabOf(page: Page): Tab | null {
  if (page === 'symbol') return 'chart';
  if (page === 'tokens') return 'trade';
  return page === 'gallery' || page === 'missing' ? null : page;
}
