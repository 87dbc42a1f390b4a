import type { Alert, Key } from '@radist/client';
import { Cell } from '../memory.ts';

/** Somebody wants to write an alert: a new one of a market, at a price or not, or one that is there. */
export type Wish =
  | { readonly market: Key; readonly level: number | null }
  | { readonly alert: Alert; readonly copied: boolean };

/** What is to be written now; the editor opens when there is something. */
export const wish = new Cell<Wish | null>(null);

/** Opens the editor for a new alert of a market. */
export function makeAlert({ exchange, symbol }: Key, level: number | null = null): void {
  wish.set({ market: { exchange, symbol }, level });
}

/** Firings that nobody has looked at yet. */
export const unseen = new Cell(0);
