// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, test, vi } from 'vitest';
import { Exchanges } from '../../../src/health/exchanges.tsx';
import type { ExchangeHealth } from '../../../src/health/health.ts';
import { changeSettings } from '../../../src/settings.ts';
import { LanguageProvider } from '../../../src/words/language.tsx';

const books = {
  proven: 20,
  unproven: 1,
  doubtful: 2,
  compared: 5120,
  audited: 19,
  contradicted: 3,
};
const quiet = { streams: 41, stale_streams: 0, messages_per_second: 5, last_message_age_ms: 3 };
const lags = { lag_p50_ms: 40, lag_p99_ms: null, clock_offset_ms: null };
const gaps = { gaps_found: 0, gaps_repaired: 0, gaps_open: 0, gaps_lost: 0 };
const binance: ExchangeHealth = {
  ...{ ...quiet, ...lags, ...gaps, exchange: 'binance', state: 'live', transport: 'websocket' },
  ...{ since: null, held: false, last_error: null, reconnects_1h: 0, reconnects_24h: 0 },
  ...{ weight_used: 120, weight_limit: 6000, channels: [], books: { ...books, eta_ms: 0 } },
};

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
afterEach(() => changeSettings({ language: 'system' }));

/** What rows below an exchange say that was opened. */
async function opened(exchange: ExchangeHealth): Promise<string[]> {
  const place = document.createElement('div');
  const root = createRoot(place);
  const page = (
    <LanguageProvider>
      <Exchanges exchanges={[exchange]} />
    </LanguageProvider>
  );
  await act(async () => root.render(page));
  expect(place.querySelectorAll('tr.channel')).toHaveLength(0);
  await act(async () => place.querySelector('button')?.click());
  const rows = [...place.querySelectorAll('tr.channel')].map((row) => row.textContent ?? '');
  await act(async () => root.unmount());
  return rows;
}

test('an exchange that is opened says in one row how its order books are', async () => {
  changeSettings({ language: 'en' });
  const [row, ...others] = await opened(binance);
  expect(others).toEqual([]);
  expect(row).toMatch(/^Order books20 proven, 1 unproven, 2 doubtful; held against quotes 5.120/);
  expect(row).toMatch(/against REST 19, contradicted 3$/);
});

test('in Russian too, and when the last snapshots will have come', async () => {
  changeSettings({ language: 'ru' });
  const waiting = { ...binance, books: { ...books, eta_ms: 3000 } };
  const [row] = await opened(waiting);
  expect(row).toMatch(/^Стаканыдоказано: 20, .*расхождений: 3; все будут через 3/);
});

test('where no books are followed there is no such row', async () => {
  expect(await opened({ ...binance, books: null })).toEqual([]);
});
