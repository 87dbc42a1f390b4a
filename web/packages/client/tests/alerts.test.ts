import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Alert, Trigger } from '../src/alerts.ts';
import { createRadist, type Radist } from '../src/radist.ts';
import { FakeServer } from '../src/testing/index.ts';
import { withTrigger } from '../src/views/alerts.ts';
import { alerts } from '../src/views/index.ts';

const ROOM = 'user_ann';
let server: FakeServer;
let client: Radist;
/** What REST has, and what it does before it answers. */
let rest: { user: string | null; alerts: Alert[]; triggers: Trigger[]; before: () => unknown };
let asked: string[];
let leave: () => void;

beforeEach(() => {
  server = new FakeServer();
  rest = { user: 'ann', alerts: [], triggers: [], before: () => {} };
  asked = [];
  client = createRadist({
    url: 'ws://radist',
    http: '',
    WebSocket: server.WebSocket,
    fetch: answer as unknown as typeof fetch,
    flush: 'sync',
    lingerMs: 0,
    backoff: { minMs: 1, maxMs: 5 },
  });
  void client.connect();
});
afterEach(() => {
  leave();
  client.close();
});

async function answer(address: string): Promise<Response> {
  const [path = ''] = address.split('?');
  asked.push(path);
  if (path === '/api/v1/about') return Response.json({ user: rest.user });
  const { alerts, triggers } = rest;
  await rest.before();
  if (path === '/api/v1/alerts') return Response.json({ alerts, most: 9, evaluated: 'now' });
  return Response.json({ triggers, next: null });
}

function open() {
  const store = alerts(client);
  leave = store.subscribe(() => {});
  const now = () => store.get() as NonNullable<ReturnType<typeof store.get>>;
  const names = () => now().alerts.map(({ id, name }) => `${id} ${name}`);
  return { now, names, listed: () => vi.waitFor(() => expect(now().loading).toBe(false)) };
}

const alert = (id: string, name = 'x') =>
  ({ id, name, targets: ['browser', 'hook'] }) as never as Alert;
const trigger = (id: string, second: number) =>
  ({ id, fired: new Date(second * 1000).toISOString(), deliveries: [] }) as unknown as Trigger;
const told = (content: object) => ({ type: 'alert_changed', user_id: 'ann', ...content });

test('what REST lists is changed, grown and shortened by what the room tells', async () => {
  rest.alerts = [alert('a_1'), alert('a_2')];
  const { names, listed, now } = open();
  await listed();
  server.publish(ROOM, told({ alert: alert('a_1', 'new') }) as never);
  server.publish(ROOM, told({ alert: alert('a_3') }) as never);
  server.publish(ROOM, told({ deleted: 'a_2' }) as never);
  await vi.waitFor(() => expect(names()).toEqual(['a_1 new', 'a_3 x']));
  expect(now()).toMatchObject({ user: 'ann', most: 9, evaluated: 'now', error: null });
});

test('a firing is there once, with what became of each delivery', async () => {
  const { now, listed } = open();
  await listed();
  const delivery = (state: string) => ({ target: 'hook', state });
  const first = { ...trigger('t_1', 1), deliveries: [delivery('pending')] };
  const fired = { type: 'alert', trigger: first };
  const went = (state: string) => ({
    type: 'alert_delivery',
    trigger: 't_1',
    delivery: delivery(state),
  });
  for (const event of [fired, went('failed'), went('delivered'), fired]) {
    server.publish(ROOM, event as never);
  }
  await vi.waitFor(() => {
    expect(now().triggers).toMatchObject([{ id: 't_1', deliveries: [delivery('delivered')] }]);
  });
  expect(now().triggers).toHaveLength(1);
});

test('what is told while REST answers is newer than the answer', async () => {
  rest.alerts = [alert('a_1', 'old')];
  const { names, listed, now } = open();
  await listed();
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  rest.before = () => gate;
  const refreshed = now().refresh();
  await vi.waitFor(() => expect(asked.filter((path) => path === '/api/v1/alerts')).toHaveLength(2));
  server.publish(ROOM, told({ alert: alert('a_1', 'new') }) as never);
  await vi.waitFor(() => expect(names()).toEqual(['a_1 new']));
  release();
  await refreshed;
  expect(names()).toEqual(['a_1 new']);
});

test('after a loss REST is asked for what the room cannot tell any more', async () => {
  const { now, listed } = open();
  await listed();
  rest.alerts = [alert('a_9')];
  rest.triggers = [trigger('t_9', 9)];
  server.restart();
  await vi.waitFor(() => expect(now().alerts).toHaveLength(1));
  expect(now().triggers).toHaveLength(1);
});

test('who is nobody has no alerts, and is not asked about them', async () => {
  rest.user = null;
  const { now, listed } = open();
  await listed();
  expect(now()).toMatchObject({ user: null, alerts: [], error: null });
  expect(asked).toEqual(['/api/v1/about']);
});

test('another who asks has other alerts, in another room', async () => {
  rest.alerts = [alert('a_1')];
  const { now, names, listed } = open();
  await listed();
  rest.user = 'bob';
  rest.alerts = [alert('a_2')];
  await now().refresh();
  await vi.waitFor(() => expect(names()).toEqual(['a_2 x']));
  server.publish('user_bob', told({ deleted: 'a_2' }) as never);
  await vi.waitFor(() => expect(names()).toEqual([]));
});

test('firings stand newest first, wherever they come in', () => {
  const all = [3, 1, 2].reduce(
    (row, second) => withTrigger(row, trigger(`t_${second}`, second)),
    [] as readonly Trigger[],
  );
  expect(all.map(({ id }) => id)).toEqual(['t_3', 't_2', 't_1']);
});
