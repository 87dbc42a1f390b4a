import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What pages of a market share: one file of it is smaller than many. */
const MARKET =
  /src\/(symbol\/(book|depth\.ts|grouping|header-painter|prints|tabs|tape|use-media|whole-tape|words)|chart\/(bars|countdown|draw-on|indicators\.ts|intervals|prices|use-prices|use-state-of)|panel\/state)|views\/(candles|ladder|tape)/;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  server: { proxy: { '/api': 'http://localhost:8000', '/readyz': 'http://localhost:8000' } },
  build: {
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: 'market', test: MARKET }],
        },
      },
    },
  },
});
