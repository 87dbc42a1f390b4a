/** A node that is killed and started anew while its exchange trades on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { PROGRAM, RadistNode } from '../node.ts';
import { joinChromium } from './chromium.ts';

const PATIENCE = { timeout: 25_000, interval: 50 };

let exchange: ChildProcess;
let node: RadistNode;
let browser: Browser;

beforeAll(async () => {
  exchange = spawn(PROGRAM, ['simulate', '--port', '0', '--activity', '5'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const port = await portOf(exchange);
  const at = (scheme: string) => `${scheme}://127.0.0.1:${port}`;
  node = new RadistNode([
    ...['--set', `exchanges.binance.ws_url=${at('ws')}`],
    ...['--set', `exchanges.binance.rest_url=${at('http')}`],
  ]);
  [browser] = await Promise.all([joinChromium(inject('chromium')), node.start()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), node?.stop()]);
  exchange.kill('SIGINT');
});

async function portOf(process: ChildProcess): Promise<number> {
  for await (const line of createInterface({ input: process.stderr as never })) {
    const found = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(line);
    if (found) {
      process.stderr?.resume();
      return Number(found[1]);
    }
  }
  throw new Error('the exchange did not start');
}

/** Ids of the trades on the tape, newest first. */
const ids = (page: Page) =>
  page.$$eval('.print', (prints) =>
    prints.map((print) => Number((print as HTMLElement).dataset.id)),
  );

test('the tape has every trade of the time in which its node was down', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${node.url}s/binance/LTC-USDT`);
  await vi.waitFor(async () => expect((await ids(page)).length).toBeGreaterThan(20), PATIENCE);
  await node.stop('SIGKILL');
  await page.waitForSelector('.pill:not([data-look="live"])');
  const [last = 0] = await ids(page);
  await node.start();
  await vi.waitFor(async () => expect((await ids(page))[0]).toBeGreaterThan(last + 5), PATIENCE);
  await vi.waitFor(async () => {
    const since = (await ids(page)).filter((id) => id >= last);
    const [newest = 0] = since;
    expect(since).toEqual(Array.from({ length: newest - last + 1 }, (_, at) => newest - at));
    // What says that trades did not come at their time says that they are there.
    for (const words of await page.$$eval('.divider', (all) => all.map((one) => one.textContent)))
      expect(words).toMatch(/^recovered \d+$/);
  }, PATIENCE);
  expect(complaints).toEqual([]);
});
