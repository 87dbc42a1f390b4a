import type { Alert, Trigger } from '@radist/client';
import { RadistProvider } from '@radist/react';
import type { Exhibit } from '../gallery/exhibit.ts';
import { NOW, noonClient } from '../gallery/noon.ts';
import { AlertRow } from './alert-row.tsx';
import { HistoryTable } from './history.tsx';
import { alertWords } from './words.ts';
import './alerts.css';

const iso = (ago: number) => new Date(NOW - ago * 1000).toISOString();

const plain: Alert = {
  id: 'a_1',
  name: 'BTC above 70k',
  exchange: 'binance',
  symbol: 'BTC/USDT',
  native: 'BTCUSDT',
  condition: { type: 'crosses', level: 70_000, direction: 'up' },
  repeat: { type: 'every', cooldown: 60 },
  rearm: 0.1,
  expires: null,
  targets: ['browser', 'my-hook'],
  message: '{{symbol}} {{condition}}: {{price}}',
  note: '',
  state: 'active',
  snoozed_until: null,
  version: 1,
  created: iso(86_400),
  updated: iso(86_400),
  last_fired: null,
  fired: 0,
  evaluated: iso(1),
  fault: '',
  source: 'api',
};

const alerts: readonly Alert[] = [
  {
    ...plain,
    id: 'a_2',
    name: 'ETH moves',
    symbol: 'ETH/USDT',
    condition: {
      type: 'all',
      within: 60,
      conditions: [
        { type: 'change', percent: 2, window: 900, direction: 'down' },
        { type: 'volume_spike', times: 5, window: 60, baseline: 3600 },
      ],
    },
    state: 'paused',
    targets: ['browser'],
  },
  {
    ...plain,
    id: 'a_3',
    name: 'Feed of BTC',
    condition: { type: 'stale', seconds: 30 },
    fault: 'binance is down',
    source: 'config',
    note: 'on call',
  },
];

const sent = { status: null, took_ms: null, error: '', next: null, payload: null };

const fired: Trigger = {
  id: 't_1',
  alert: 'a_1',
  name: 'BTC above 70k',
  exchange: 'binance',
  symbol: 'BTC/USDT',
  condition: plain.condition,
  price: 70_001.5,
  value: 70_001.5,
  time: iso(60),
  fired: iso(60),
  late: false,
  test: false,
  message: 'BTC/USDT crosses above 70000: 70001.5',
  deliveries: [
    { ...sent, target: 'browser', kind: 'browser', state: 'delivered', attempts: 1 },
    {
      ...sent,
      target: 'my-hook',
      kind: 'webhook',
      state: 'delivered',
      attempts: 1,
      status: 200,
      took_ms: 120,
    },
  ],
};

const triggers: readonly Trigger[] = [
  { ...fired, test: true },
  {
    ...fired,
    id: 't_2',
    late: true,
    fired: iso(4000),
    deliveries: [
      {
        ...sent,
        target: 'my-hook',
        kind: 'webhook',
        state: 'failed',
        attempts: 2,
        error: 'timeout',
        next: iso(-60),
      },
    ],
  },
];

const nothing = () => {};
const { en, ru } = alertWords;

export const exhibits: readonly Exhibit[] = [
  {
    name: { en: en.list, ru: ru.list },
    Content: () => (
      <RadistProvider client={noonClient}>
        <ul className="alert-list">
          {alerts.map((alert) => (
            <AlertRow
              key={alert.id}
              alert={alert}
              chosen={false}
              onChoose={nothing}
              onFailure={nothing}
            />
          ))}
        </ul>
      </RadistProvider>
    ),
  },
  {
    name: { en: `${en.list}: ${en.history}`, ru: `${ru.list}: ${ru.history}` },
    Content: () => <HistoryTable triggers={triggers} />,
  },
];
