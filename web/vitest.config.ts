import { defineConfig } from 'vitest/config';

// The packages are tested from their sources, not from what was built of them.
const resolve = { conditions: ['source'] };
const ssr = { resolve };

export default defineConfig({
  test: {
    sequence: { shuffle: true },
    // Pages wait more than they compute: two files at a time, also on two cores.
    maxWorkers: 2,
    projects: [
      {
        ssr,
        resolve,
        test: {
          name: 'unit',
          include: ['packages/*/tests/**/*.test.{ts,tsx}', 'apps/*/tests/unit/**/*.test.{ts,tsx}'],
        },
      },
      // Packed and installed into new apps: what takes minutes is asked for by name.
      { test: { name: 'fresh', include: ['fresh/*.test.ts'] } },
      {
        ssr,
        resolve,
        test: {
          name: 'browser',
          globalSetup: ['apps/dashboard/tests/global.ts'],
          include: ['apps/*/tests/browser/**/*.test.ts', 'testing/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
