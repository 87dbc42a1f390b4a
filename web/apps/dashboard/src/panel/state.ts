import type { State } from '@radist/client';

/** The seven ways in which a panel can be. */
export type PanelState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'empty'; readonly text: string; readonly action?: Action }
  | { readonly kind: 'live' }
  | { readonly kind: 'stale'; readonly ageMs: number }
  | { readonly kind: 'reconnecting' }
  /** What is missing, in words. */
  | { readonly kind: 'gap'; readonly text: string }
  | { readonly kind: 'error'; readonly what: string; readonly code?: string; retry?(): void };

export type PanelKind = PanelState['kind'];

export interface Action {
  readonly label: string;
  run(): void;
}

/** Numbers older than this look old; what trades more rarely has five times its usual interval. */
export const STALE_AFTER_MS = { ticker: 10_000, book: 5000, trades: 60_000, candles: 60_000 };

/** `limitMs`, or more where updates usually come more rarely. */
export function staleAfterMs(limitMs: number, usualMs: number | null): number {
  return Math.max(limitMs, 5 * (usualMs ?? 0));
}

export interface Condition {
  /** State of the connection to the rooms. */
  readonly connection: State;
  /** Whether there is anything to show. */
  readonly filled: boolean;
  /** Time since the last update, where it is known. */
  readonly ageMs?: number | null;
  readonly staleAfterMs?: number;
  /** What is known to be missing, in words. */
  readonly gap?: string | null;
  readonly error?: { readonly what: string; readonly code?: string; retry?(): void } | null;
}

/** The one state that matters most to the reader. */
export function panelState(condition: Condition): PanelState {
  const { connection, filled, gap, error } = condition;
  if (!filled) return error ? { kind: 'error', ...error } : { kind: 'loading' };
  if (connection !== 'live') return { kind: 'reconnecting' };
  if (gap) return { kind: 'gap', text: gap };
  const { ageMs = null, staleAfterMs = Number.POSITIVE_INFINITY } = condition;
  return ageMs !== null && ageMs > staleAfterMs ? { kind: 'stale', ageMs } : { kind: 'live' };
}
