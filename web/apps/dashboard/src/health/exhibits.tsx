import type { Exhibit } from '../gallery/exhibit.ts';
import { NOW } from '../gallery/noon.ts';
import { Exchanges } from './exchanges.tsx';
import type { ExchangeHealth } from './health.ts';
import type { Entry } from './log.ts';
import { LogTable } from './log-table.tsx';
import { Lanes } from './timeline.tsx';
import { healthWords } from './words.ts';
import './health.css';

const HOUR = 3_600_000;

const quiet: ExchangeHealth = {
  exchange: 'binance',
  state: 'live',
  since: (NOW - 5 * HOUR) * 1000,
  transport: 'websocket',
  held: false,
  streams: 41,
  stale_streams: 0,
  messages_per_second: 812.4,
  last_message_age_ms: 3,
  lag_p50_ms: 41.2,
  lag_p99_ms: 97,
  clock_offset_ms: -1.5,
  reconnects_1h: 0,
  reconnects_24h: 2,
  gaps_found: 2,
  gaps_repaired: 1,
  gaps_open: 1,
  gaps_lost: 0,
  weight_used: 120,
  weight_limit: 6000,
  last_error: null,
  books: {
    proven: 20,
    unproven: 1,
    doubtful: 0,
    compared: 5120,
    audited: 20,
    contradicted: 0,
    eta_ms: 0,
  },
  channels: [],
};

const exchanges: readonly ExchangeHealth[] = [
  quiet,
  { ...quiet, exchange: 'bybit', state: 'partial', stale_streams: 3, weight_limit: null },
  { ...quiet, exchange: 'okx', state: 'down', transport: 'none', last_error: 'connection refused' },
];

function entry(id: string, change: Partial<Entry>): Entry {
  const plain = { kind: 'outage', exchange: 'binance', channel: null, symbol: null } as const;
  const times = { begin: NOW - 9 * HOUR, end: NOW - 8 * HOUR };
  return { id, ...plain, ...times, detail: 'connection refused', hole: null, events: 0, ...change };
}

const trades = { kind: 'gap', channel: 'trade', symbol: 'BTC/USDT', detail: 'reconnect' } as const;
const entries: readonly Entry[] = [
  entry('1', {}),
  entry('2', { kind: 'reconnect', begin: NOW - 3 * HOUR, end: NOW - 3 * HOUR + 1200 }),
  entry('3', { ...trades, begin: NOW - 6 * HOUR, end: NOW - 5 * HOUR, hole: 'open' }),
  entry('4', {
    ...trades,
    begin: NOW - 15 * HOUR,
    end: NOW - 14 * HOUR,
    hole: 'filled',
    events: 11,
  }),
  entry('6', { ...trades, begin: NOW - 19 * HOUR, end: NOW - 18 * HOUR, hole: 'lost' }),
  entry('5', { kind: 'stale', exchange: 'okx', begin: NOW - HOUR, end: null, detail: 'mute' }),
];

const { en, ru } = healthWords;

export const exhibits: readonly Exhibit[] = [
  {
    name: { en: en.exchanges, ru: ru.exchanges },
    Content: () => <Exchanges exchanges={exchanges} />,
  },
  {
    name: { en: en.timeline, ru: ru.timeline },
    Content: () => <Lanes entries={entries} exchanges={['binance', 'bybit', 'okx']} now={NOW} />,
  },
  { name: { en: en.log, ru: ru.log }, Content: () => <LogTable entries={entries} /> },
];
