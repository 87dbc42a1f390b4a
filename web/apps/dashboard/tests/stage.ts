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

export class Stage {
  readonly rooms = new RoomServer((request, response) => void this.answer(request, response));
  /** What /api/v1/about answers with; other than 200 is a failure. */
  aboutStatus = 200;
  markets = MARKETS;
  /** Why it is not ready, as /readyz says. */
  reasons: string[] = [];
  /** What /api/ws/status answers with. */
  status = { exchange: 'binance', connected: true, held: false, last_error: null as string | null };
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
    } else await this.file(pathname === '/' ? '/index.html' : pathname, response);
  }

  private answers(): Record<string, [status: number, content: object]> {
    const { reasons } = this;
    const ready = reasons.length === 0;
    return {
      '/api/v1/about': [this.aboutStatus, this.about()],
      '/api/ws/status': [200, this.status],
      '/readyz': [ready ? 200 : 503, { ready, reasons }],
    };
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

function round(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toFixed(8));
}
