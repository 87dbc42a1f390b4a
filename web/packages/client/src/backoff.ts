export interface Backoff {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Full jitter over a doubling ceiling: thousands of clients do not come back in step. */
export function backoffMs({ minMs, maxMs }: Backoff, attempt: number): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** attempt);
  return Math.round(minMs + Math.random() * (ceiling - minMs));
}
