import { type ComponentType, lazy } from 'react';
import type { Page } from './routes.ts';

type Module = { readonly Page: ComponentType };

/** Each page is fetched when it is first wanted. */
const modules: Record<Page, () => Promise<Module>> = {
  markets: () => import('../markets/page.tsx'),
  symbol: () => import('../symbol/page.tsx'),
  multi: () => import('../multi/page.tsx'),
  alerts: () => import('../alerts/page.tsx'),
  trade: () => import('../trade/page.tsx'),
  health: () => import('../health/page.tsx'),
  gallery: () => import('../gallery/page.tsx'),
  missing: () => import('../shell/missing.tsx'),
};

/** Fetches the code of a page ahead of its time; one that cannot be had is asked for again later. */
export function prepare(page: Page): Promise<unknown> {
  return modules[page]().catch(() => null);
}

const lazily = (page: Page) => lazy(() => modules[page]().then(({ Page }) => ({ default: Page })));

export const pages: Readonly<Record<Page, ComponentType>> = {
  markets: lazily('markets'),
  symbol: lazily('symbol'),
  multi: lazily('multi'),
  alerts: lazily('alerts'),
  trade: lazily('trade'),
  health: lazily('health'),
  gallery: lazily('gallery'),
  missing: lazily('missing'),
};
