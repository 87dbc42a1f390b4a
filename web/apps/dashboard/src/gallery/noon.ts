import type { Radist, Ticker } from '@radist/client';

/** The time in the gallery. */
export const NOW = Date.UTC(2026, 10, 27, 12);

const silent = { get: (): Ticker | undefined => undefined, subscribe: () => () => {} };

/** A client at whose server it is always noon, and nothing is ever told. */
export const noonClient = {
  connect: async () => {},
  store: () => silent,
  get clockSkewMs() {
    return NOW - Date.now();
  },
} as unknown as Radist;
