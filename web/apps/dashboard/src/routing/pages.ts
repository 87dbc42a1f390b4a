import { type ComponentType, lazy } from 'react';
import { Page as Missing } from '../shell/missing.tsx';
import type { Page } from './routes.ts';

type Module = { readonly Page: ComponentType };
type Fetched = Exclude<Page, 'missing'>;

/** Each page is fetched when it is first wanted. */
const modules: Record<Fetched, () => Promise<Module>> = {
  markets: () => import('../markets/page.tsx'),
  symbol: () => import('../symbol/page.tsx'),
  multi: () => import('../multi/page.tsx'),
  alerts: () => import('../alerts/page.tsx'),
  trade: () => import('../trade/page.tsx'),
  tokens: () => import('../tokens/page.tsx'),
  health: () => import('../health/page.tsx'),
  gallery: () => import('../gallery/page.tsx'),
};

/** Fetches the code of a page ahead of its time; one that cannot be had is asked for again later. */
export function prepare(page: Page): void {
  if (page !== 'missing') modules[page]().catch(() => {});
}

const lazily = (page: Fetched) =>
  lazy(() => modules[page]().then(({ Page }) => ({ default: Page })));

export const pages: Readonly<Record<Page, ComponentType>> = {
  markets: lazily('markets'),
  symbol: lazily('symbol'),
  multi: lazily('multi'),
  alerts: lazily('alerts'),
  trade: lazily('trade'),
  tokens: lazily('tokens'),
  health: lazily('health'),
  gallery: lazily('gallery'),
  missing: Missing,
};
