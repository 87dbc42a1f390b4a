// @vitest-environment happy-dom
import { createRadist, type Radist } from '@radist/client';
import { FakeServer } from '@radist/client/testing';
import { RadistProvider, useAlerts } from '@radist/react';
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let server: FakeServer;
let client: Radist;
let root: Root;
let page: HTMLElement;

const ANSWERS: Record<string, object> = {
  '/api/v1/about': { user: 'ann' },
  '/api/v1/alerts': { alerts: [{ id: 'a_1', name: 'one', targets: [] }], most: 9, evaluated: null },
  '/api/v1/alerts/history': { triggers: [], next: null },
};

beforeEach(() => {
  server = new FakeServer();
  client = createRadist({
    url: 'ws://radist',
    http: '',
    WebSocket: server.WebSocket,
    fetch: (async (address: string) =>
      Response.json(ANSWERS[address.split('?')[0] ?? ''])) as unknown as typeof fetch,
    flush: 'sync',
    lingerMs: 0,
  });
  page = document.createElement('div');
  root = createRoot(page);
});
afterEach(() => {
  root.unmount();
  client.close();
});

function Names() {
  const { user, alerts, triggers, loading } = useAlerts();
  if (loading) return '…';
  return `${user}: ${alerts.map(({ name }) => name)}; ${triggers.map(({ id }) => id)}`;
}

const content = () => (
  <StrictMode>
    <RadistProvider client={client}>
      <Names />
    </RadistProvider>
  </StrictMode>
);
const shows = (text: string) => vi.waitFor(() => expect(page.textContent).toBe(text));

test('alerts come from REST, and go on as their room tells', async () => {
  root.render(content());
  await shows('ann: one; ');
  const trigger = { id: 't_1', alert: 'a_1', fired: new Date(0).toISOString() };
  server.publish('user_ann', { type: 'alert', user_id: 'ann', trigger } as never);
  await shows('ann: one; t_1');
  server.publish('user_ann', { type: 'alert_changed', user_id: 'ann', deleted: 'a_1' } as never);
  await shows('ann: ; t_1');
});

test('on a server there is nothing yet', () => {
  expect(renderToStaticMarkup(content())).toBe('…');
});
