// A server of the page and of its rooms that does nothing but send: 500 tickers, one book, one candle.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { WebSocketServer } from 'ws';

const DIST = join(import.meta.dirname, '../apps/dashboard/dist');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const PATH = '/rooms';
const TICK_MS = 20;
const SYMBOLS = 500;
const LEVELS = 200;

export const symbols = Array.from({ length: SYMBOLS }, (_, at) => `COIN${at + 1}/USDT`);
const micros = () => Date.now() * 1000;
const about = (symbol) => ({ exchange: 'binance', symbol, native: symbol.replace('/', '') });
const event = (type, symbol) => {
  const now = micros();
  return { type, ...about(symbol), time_exchange: now, time_received: now };
};

export class Feed {
  /** Ticker events a second, over all symbols. */
  perSecond = 5000;
  /** What was sent, to know that the load was there. */
  sent = 0;
  sessions = new Set();
  seqs = new Map();
  turn = 0;
  next = 0;

  constructor(naive) {
    this.naive = naive;
    this.http = createServer((request, response) => void this.answer(request, response));
    const sockets = new WebSocketServer({ server: this.http, path: PATH });
    sockets.on('connection', (socket) => this.accept(socket));
  }

  async start() {
    await new Promise((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    this.due = performance.now();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    return `http://127.0.0.1:${this.http.address().port}`;
  }

  stop() {
    clearInterval(this.timer);
    this.http.closeAllConnections();
    this.http.close();
  }

  accept(socket) {
    const session = { socket, rooms: new Set() };
    this.sessions.add(session);
    socket.on('close', () => this.sessions.delete(session));
    socket.on('message', (text) => this.command(session, JSON.parse(String(text))));
    const timestamp = new Date().toISOString();
    const welcome = { protocol: 'radist.v1', session: 'measured', version: '0', simulated: true };
    socket.send(JSON.stringify({ type: 'welcome', ...welcome, heartbeat_ms: 1e9, timestamp }));
  }

  command({ socket, rooms }, { op, id, rooms: names = [] }) {
    if (op === 'ping') socket.send(JSON.stringify({ type: 'pong', id }));
    for (const room of names) {
      if (op !== 'subscribe') {
        rooms.delete(room);
        continue;
      }
      rooms.add(room);
      const seq = this.seqs.get(room) ?? 0;
      const reply = { type: 'subscribed', id, room, epoch: 'e', seq, snapshot: this.state(room) };
      socket.send(JSON.stringify(reply));
    }
  }

  /** Sends what is due by now; late timers are caught up with. */
  tick() {
    const now = performance.now();
    const events = [];
    while (this.due <= now) {
      this.due += TICK_MS;
      this.turn += 1;
      for (let at = 0; at < (this.perSecond * TICK_MS) / 1000; at += 1) events.push(this.ticker());
      if (this.turn % 3 === 0) events.push(this.book());
      if (this.turn % 12 === 0) events.push(this.candle());
    }
    this.sent += events.length;
    const timestamp = new Date().toISOString();
    const frames = events.map((each) => this.frame(each, timestamp));
    for (const { socket, rooms } of this.sessions) {
      const wanted = frames.filter(({ room }) => rooms.has(room)).map(({ text }) => text);
      if (wanted.length) socket.send(`{"type":"batch","events":[${wanted.join(',')}]}`);
    }
  }

  frame(each, timestamp) {
    const tail = each.interval ? `.${each.interval}` : '';
    const channel = each.type.startsWith('book') ? 'book' : each.type;
    const room = `${channel}.binance.${each.symbol}${tail}`;
    const prev = this.seqs.get(room) ?? 0;
    this.seqs.set(room, prev + 1);
    const frame = { type: each.type, room, seq: prev + 1, prev, timestamp, data: each };
    return { room, text: JSON.stringify(frame) };
  }

  ticker(symbol = symbols[this.next++ % SYMBOLS]) {
    const price = Number((100 + Math.random() * 10).toFixed(2));
    const rest = { open: 100, high: 120, low: 90, volume: 1e4, quote_volume: 1e6 };
    return { ...event('ticker', symbol), price, ...rest, price_change_percent: price - 100 };
  }

  /** The best bid is another with each delta, so that its price tells which one is on the screen. */
  book() {
    const best = Number((100 - ((this.turn % 5000) + 1) / 1e4).toFixed(4));
    const bids = [
      [this.best ?? 1, 0],
      [best, 1],
    ];
    for (let at = 0; at < 18; at += 1)
      bids.push([90 + Math.floor(Math.random() * 90) / 10, at + 1]);
    this.best = best;
    const ids = { first_id: this.turn, last_id: this.turn, previous_id: null };
    return { ...event('book_delta', symbols[0]), ...ids, bids, asks: [[101, this.turn % 90]] };
  }

  candle() {
    const width = 60e6;
    const time_open = Math.floor(micros() / width) * width;
    const close = Number((100 + (this.turn % 9000) / 1e4).toFixed(4));
    return {
      ...event('candle', symbols[0]),
      interval: '1m',
      ...bar(time_open, close),
      state: 'open',
    };
  }

  state(room) {
    const [channel, , symbol] = room.split('.');
    if (channel === 'ticker') return this.ticker(symbol);
    if (channel !== 'book') return null;
    this.best = undefined;
    const levels = (from, by) =>
      Array.from({ length: LEVELS }, (_, at) => [from + by * at, at + 1]);
    const sides = { bids: levels(90, -0.1), asks: levels(101, 0.1) };
    return { ...event('book_snapshot', symbol), last_id: this.turn, ...sides };
  }

  async answer({ url = '/' }, response) {
    const { pathname } = new URL(url, 'http://here');
    const json = this.answers()[pathname];
    if (json)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    else if (pathname === '/naive')
      response.writeHead(200, { 'content-type': 'text/html' }).end(this.naive);
    else if (pathname.startsWith('/api/')) response.writeHead(404).end('{}');
    else await this.file(extname(pathname) ? pathname : '/index.html', response);
  }

  answers() {
    const step = { price_step: 0.0001, quantity_step: 1 };
    const listed = symbols.map((symbol) => ({
      ...about(symbol),
      room: `ticker.binance.${symbol}`,
      ...step,
    }));
    const websocket = { port: this.http.address().port, path: PATH };
    const common = { name: 'radist', version: '0', simulated: true, exchanges: ['binance'] };
    return {
      '/api/v1/about': { ...common, websocket, markets: listed },
      '/api/v1/instruments': {
        instruments: listed.map((one) => ({
          ...one,
          kind: 'spot',
          quote: 'USDT',
          base: one.native,
          status: 'trading',
        })),
      },
      '/api/v1/candles': { candles: history(), next: null },
      '/api/v1/layouts': { layouts: [], count: 0, most: 50 },
      '/api/v1/trades': { trades: [], next: null },
    };
  }

  async file(name, response) {
    const body = await readFile(join(DIST, name)).catch(() => null);
    if (body)
      response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'text/plain' }).end(body);
    else response.writeHead(404).end();
  }
}

function bar(time_open, close) {
  const prices = { open: 100, high: 101, low: 99, close, volume: 10, quote_volume: 1000 };
  return { time_open, time_close: time_open + 60e6 - 1, ...prices, trades: 5, is_closed: false };
}

function history() {
  const now = Math.floor(micros() / 60e6) * 60e6;
  return Array.from({ length: 500 }, (_, at) => {
    return {
      ...bar(now - (500 - at) * 60e6, 100 + Math.sin(at / 20)),
      is_closed: true,
      source: 'live',
    };
  });
}
