/** A whole Radist as the page sees it: the built files, /api/v1/about and the rooms, on one port. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { PATH, RoomServer } from '@radist/testing';

const DIST = join(import.meta.dirname, '../dist');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Symbol, price, price step, turnover in USDT. */
const MARKETS: readonly [string, number, number, number][] = [
  ['BTC/USDT', 67012.4, 0.01, 1.842e9],
  ['ETH/USDT', 3412.87, 0.01, 1.127e9],
  ['BNB/USDT', 584.6, 0.1, 2.13e8],
  ['SOL/USDT', 178.42, 0.01, 6.71e8],
  ['XRP/USDT', 0.5321, 0.0001, 2.98e8],
  ['DOGE/USDT', 0.15873, 0.00001, 3.11e8],
  ['ADA/USDT', 0.4512, 0.0001, 9.62e7],
  ['TRX/USDT', 0.1187, 0.0001, 4.37e7],
  ['AVAX/USDT', 35.21, 0.01, 8.81e7],
  ['LINK/USDT', 16.94, 0.01, 7.42e7],
  ['DOT/USDT', 7.013, 0.001, 4.06e7],
  ['LTC/USDT', 83.17, 0.01, 5.55e7],
  ['BCH/USDT', 452.3, 0.1, 3.9e7],
  ['UNI/USDT', 9.624, 0.001, 5.12e7],
  ['ATOM/USDT', 8.331, 0.001, 2.87e7],
  ['XLM/USDT', 0.1093, 0.0001, 1.71e7],
  ['NEAR/USDT', 7.402, 0.001, 9.13e7],
  ['APT/USDT', 9.11, 0.01, 3.64e7],
  ['ARB/USDT', 1.0432, 0.0001, 6.38e7],
  ['FIL/USDT', 5.874, 0.001, 2.95e7],
];

const CHANNEL = {
  state: 'live',
  streams: 20,
  stale_streams: 0,
  messages_per_second: 812.4,
  last_message_age_ms: 3,
  lag_p50_ms: 41.2,
  lag_p99_ms: 97,
  gaps_found: 2,
  gaps_open: 1,
  gaps_lost: 0,
};

const HEALTH = {
  state: 'live',
  since: (Date.now() - 3_600_000) * 1000,
  updates_per_second: 812.4,
  uptime_seconds: 3600,
  exchanges: [
    {
      ...CHANNEL,
      exchange: 'binance',
      since: (Date.now() - 3_600_000) * 1000,
      transport: 'websocket',
      held: false,
      clock_offset_ms: -1.5,
      reconnects_1h: 0,
      reconnects_24h: 2,
      gaps_repaired: 1,
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
      channels: [{ ...CHANNEL, channel: 'ticker' }],
    },
  ],
  incidents: [
    {
      number: 3,
      kind: 'reconnect',
      exchange: 'binance',
      channel: null,
      symbol: null,
      begin: (Date.now() - 1_800_000) * 1000,
      end: (Date.now() - 1_798_800) * 1000,
      detail: 'the exchange closed the connection',
    },
  ],
};

export class Stage {
  readonly rooms = new RoomServer((request, response) => void this.answer(request, response));
  /** What /api/v1/about answers with; other than 200 is a failure. */
  aboutStatus = 200;
  markets = MARKETS;
  /** Why it is not ready, as /readyz says. */
  reasons: string[] = [];
  /** What /api/ws/status answers with. */
  status = { exchange: 'binance', connected: true, held: false, last_error: null as string | null };
  /** What /api/v1/health and /api/v1/gaps answer with. */
  health: object = HEALTH;
  gaps: readonly object[] = [];
  /** How often each address was asked for. */
  readonly asked = new Map<string, number>();
  private turn = 0;

  get url(): string {
    return `http://127.0.0.1:${this.rooms.port}/`;
  }

  /** Moves every price a little, the same way on each run. */
  tick(): void {
    this.turn += 1;
    this.markets.forEach((market, at) => {
      this.rooms.publish(`ticker.binance.${market[0]}`, this.ticker(market, at));
    });
  }

  /** Fills the log of incidents with what others named. */
  hurt(names: readonly string[]): void {
    const [incident] = HEALTH.incidents;
    const incidents = names.map((name, number) => ({
      ...incident,
      number,
      symbol: name,
      detail: name,
    }));
    this.health = { ...HEALTH, incidents };
  }

  private ticker([symbol, start, step, turnover]: (typeof MARKETS)[number], at: number) {
    const wave = Math.sin(this.turn * 0.7 + at * 1.9);
    const price = round(start * (1 + wave * 0.0015), step);
    const open = round(start * (1 - Math.cos(at * 2.3) * 0.031), step);
    const now = Date.now() * 1000;
    return {
      type: 'ticker',
      exchange: 'binance',
      symbol,
      native: symbol.replace('/', ''),
      time_exchange: now,
      time_received: now,
      price,
      open,
      high: round(Math.max(open, start) * 1.012, step),
      low: round(Math.min(open, start) * 0.988, step),
      volume: turnover / start,
      quote_volume: turnover,
      price_change: price - open,
      price_change_percent: (price / open - 1) * 100,
      bid_price: round(price - step, step),
      ask_price: round(price + step, step),
    };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.url);
    this.asked.set(pathname, (this.asked.get(pathname) ?? 0) + 1);
    const found = this.answers()[pathname];
    if (found) {
      const [status, content] = found;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    } else await this.file(extname(pathname) ? pathname : '/index.html', response);
  }

  private answers(): Record<string, [status: number, content: object]> {
    const { reasons } = this;
    const ready = reasons.length === 0;
    return {
      '/api/v1/about': [this.aboutStatus, this.about()],
      '/api/ws/status': [200, this.status],
      '/api/v1/tickers': [200, { tickers: this.listed(), count: this.markets.length }],
      '/api/v1/instruments': [200, { exchange: 'binance', instruments: this.instruments() }],
      '/api/v1/health': [200, this.health],
      '/api/v1/gaps': [200, { gaps: this.gaps, next: null }],
      '/readyz': [ready ? 200 : 503, { ready, reasons }],
    };
  }

  /** REST has no tickers where the rooms have none: what moves is of the rooms. */
  private listed() {
    return this.markets.map((market, at) => ({
      ...this.ticker(market, at),
      sparkline: lineOf(at),
    }));
  }

  private instruments() {
    const others = [['ZEC/USDT'], ['ZEN/USDT']] as const;
    return [...this.markets, ...others].map(([symbol]) => ({
      symbol,
      native: symbol.replace('/', ''),
      status: 'trading',
    }));
  }

  private async file(file: string, response: ServerResponse): Promise<void> {
    try {
      const body = await readFile(join(DIST, file));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  private about() {
    return {
      name: 'radist',
      version: '0.1.0',
      simulated: this.rooms.simulated,
      websocket: { port: this.rooms.port, path: PATH },
      exchanges: ['binance'],
      markets: this.markets.map(([symbol, , price_step]) => ({
        exchange: 'binance',
        symbol,
        native: symbol.replace('/', ''),
        room: `ticker.binance.${symbol}`,
        price_step,
      })),
    };
  }
}

/** A line of 24 hours that is the same on each run. */
function lineOf(at: number): number[] {
  return Array.from({ length: 96 }, (_, hour) => 100 + Math.sin(hour / 9 + at) * (1 + (at % 5)));
}

function round(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(8));
}
