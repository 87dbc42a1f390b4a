/** What a client is beside its rooms: commands, loops, events of the platform, the fake server. */
import { FakeServer } from '@radist/client/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRadist, NotConnected, type Radist, RequestError } from '../src/index.ts';

const TRADES = 'trade.x.A/B';
const place = { exchange: 'x', symbol: 'A/B', native: 'AB' };

let server: FakeServer;
let client: Radist;
let asked: Request[];
let answer: () => Response;

beforeEach(() => {
  server = new FakeServer();
  asked = [];
  answer = () => Response.json({ done: true });
  client = createRadist({
    url: 'ws://radist',
    http: 'http://radist',
    WebSocket: server.WebSocket,
    fetch: (async (address: string, init: RequestInit) => {
      asked.push(new Request(address, init));
      return answer();
    }) as typeof fetch,
    token: 'secret',
    transport: 'ws',
    flush: 'sync',
    lingerMs: 0,
    backoff: { minMs: 1, maxMs: 5 },
  });
});
afterEach(() => client.close());

const trade = (id: number) => ({ type: 'trade', ...place, id: `${id}` });
const live = (room: string) =>
  new Promise<void>((resolve) => {
    client.subscribe<string>(room, { state: (state) => state === 'live' && resolve() });
  });

describe('a command', () => {
  test('fails at once while there is no connection, and is not sent later', async () => {
    const told = client.rest.post('/api/v1/websocket/broadcast', { type: 'new_trade' });
    await expect(told).rejects.toBeInstanceOf(NotConnected);
    await client.connect();
    expect(asked).toEqual([]);
  });

  test('has a key, by which it is done once, and says who asks', async () => {
    await client.connect();
    expect(await client.rest.post('/api/x', { a: 1 })).toEqual({ done: true });
    await client.rest.post('/api/x', {}, 'order-4711');
    const [first, second] = asked as [Request, Request];
    expect(await first.json()).toEqual({ a: 1 });
    expect(first.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);
    expect(second.headers.get('idempotency-key')).toBe('order-4711');
    expect(second.headers.get('authorization')).toBe('Bearer secret');
  });

  test('with a token that is over is asked again with a newer one', async () => {
    let turn = 0;
    client.signIn(async () => {
      turn += 1;
      return `token ${turn}`;
    });
    answer = () => Response.json({}, { status: asked.length === 1 ? 401 : 200 });
    for (const path of ['/api/a', '/api/b']) await client.rest.get(path);
    const shown = asked.map(({ url, headers }) => [url.at(-1), headers.get('authorization')]);
    expect(shown).toEqual([
      ['a', 'Bearer token 1'],
      ['a', 'Bearer token 2'],
      ['b', 'Bearer token 2'],
    ]);
  });

  test('that is refused says why', async () => {
    const error = { code: 404, reason: 'unknown_symbol', message: 'x has no symbol A/B' };
    answer = () => Response.json({ error }, { status: 404 });
    const told = client.rest.get('/api/v1/x', { query: { symbol: 'A/B', depth: undefined } });
    await expect(told).rejects.toEqual(new RequestError(404, error.reason, error.message));
    expect(asked[0]?.url).toBe('http://radist/api/v1/x?symbol=A%2FB');
  });
});

describe('a loop', () => {
  test('has every event and gap in order, and leaves the room when it ends', async () => {
    const ready = live(TRADES);
    await client.connect();
    await ready;
    const heard: unknown[] = [];
    queueMicrotask(() => server.publish(TRADES, trade(1)));
    for await (const item of client.stream(TRADES)) {
      heard.push(item.kind === 'event' ? item.event.id : item.kind);
      if (heard.length === 2) break;
      server.restart();
    }
    expect(heard).toEqual(['1', 'gap']);
  });

  test('ends when its signal says so', async () => {
    const stop = new AbortController();
    const loop = (async () => {
      for await (const _ of client.stream(TRADES, { signal: stop.signal })) break;
    })();
    stop.abort();
    await loop;
  });
});

test('an event of the platform is heard by its type, once, however many rooms tell it', async () => {
  const [all, token] = [live('global'), live('token_So1')];
  await client.connect();
  await Promise.all([all, token]);
  const heard: unknown[] = [];
  client.on('price_update', ({ price }) => heard.push(price));
  const event = { type: 'price_update', token_mint: 'So1', price: '0.5' };
  for (const room of ['token_So1', 'global']) server.publish(room, event);
  await vi.waitFor(() => expect(heard).toEqual(['0.5']));
});

test('a listener that wants less does not keep another from hearing everything', async () => {
  const room = 'ticker.x.A/B';
  const slow = client.subscribe<string>(room, {}, { maxHz: 2 });
  await client.connect();
  const paces = () =>
    server.heard.flatMap((command) => (command.op === 'subscribe' ? [command.max_hz] : []));
  await vi.waitFor(() => expect(paces()).toEqual([2]));
  const fast = client.subscribe<string>(room, {});
  await vi.waitFor(() => expect(paces()).toEqual([2, undefined]));
  fast.leave();
  await vi.waitFor(() => expect(paces()).toEqual([2, undefined, 2]));
  slow.leave();
});

describe('the fake server', () => {
  test('has a clock of its own', async () => {
    server.skew(60_000);
    await client.connect();
    expect(Math.abs((client.clockSkewMs ?? 0) - 60_000)).toBeLessThan(1000);
  });

  test('can be slow, so that of states the newest stands for the others', async () => {
    const room = 'ticker.x.A/B';
    const frames: (number | undefined)[] = [];
    const ready = live(room);
    client.subscribe<string>(room, { event: (_, { skipped }) => frames.push(skipped) });
    await client.connect();
    await ready;
    server.hold();
    for (let price = 1; price <= 5; price += 1) {
      server.publish(room, { type: 'ticker', ...place, price });
    }
    server.release();
    await vi.waitFor(() => expect(frames).toEqual([4]));
    expect(client.lastGap).toBeNull();
  });

  test('swallows a frame, and gives it when it is asked for it', async () => {
    const ids: unknown[] = [];
    const ready = live(TRADES);
    client.subscribe(TRADES, { event: ({ id }) => ids.push(id) });
    await client.connect();
    await ready;
    server.loseFrame();
    for (const id of [1, 2]) server.publish(TRADES, trade(id));
    await vi.waitFor(() => expect(ids).toEqual(['1', '2']));
  });
});
