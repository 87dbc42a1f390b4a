import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['source'] };

export default defineConfig({
  test: {
    sequence: { shuffle: true },
    projects: [
      {
        resolve,
        ssr: { resolve },
        test: { name: 'unit', include: ['packages/*/tests/**/*.test.{ts,tsx}', 'apps/*/tests/unit/**/*.test.{ts,tsx}'] },
      },
      {
        resolve,
        ssr: { resolve },
        test: { name: 'browser', include: ['apps/*/tests/browser/**/*.test.ts', 'apps/*/tests/*.tmp.test.ts'], testTimeout: 30_000 },
      },
    ],
  },
});
