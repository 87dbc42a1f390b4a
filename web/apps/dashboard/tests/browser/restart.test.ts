/** A server that is restarted under an open page. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { RadistNode } from '../node.ts';
import { joinChromium } from './chromium.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };
/** What the browser itself writes of connections that fail, which nobody can keep it from. */
const OF_THE_NETWORK = /ERR_CONNECTION|ERR_EMPTY|WebSocket connection to|Failed to load resource/;

/** Pages, and what moves on each. */
const MOVES: Record<string, string> = {
  '/': '.body .last',
  '/health': '.tile .figure',
  '/s/binance/BTC-USDT': '.legend-pane',
  '/multi': '.tile:has(.legend-pane) .tile-price',
};

/** An exchange in the strip of which the server has said how it is. */
const KNOWN = '.exchange-states .state-word';

const node = new RadistNode();
let browser: Browser;
beforeAll(async () => {
  [browser] = await Promise.all([joinChromium(inject('chromium')), node.start()]);
});
afterAll(() => Promise.all([browser?.close(), node.stop()]));

test('every page goes on when its server is back, and has nothing to complain about', async () => {
  const complaints: string[] = [];
  const context = await browser.newContext({ locale: 'en-US' });
  const pages = await Promise.all(
    Object.entries(MOVES).map(async ([path, moving]) => {
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (line) => {
        const text = line.text();
        if (line.type() === 'error' && !OF_THE_NETWORK.test(text)) complaints.push(text);
      });
      await page.goto(new URL(path, node.url).href);
      await page.waitForSelector('.pill[data-look="live"]');
      await page.waitForSelector(moving);
      return page;
    }),
  );
  for (const page of pages) await page.waitForSelector(KNOWN);
  await node.stop('SIGKILL');
  for (const page of pages) {
    await page.waitForSelector('.pill:not([data-look="live"])');
    await page.waitForSelector('.exchange-states [data-state="unknown"]:has-text("unknown")');
  }
  await node.start();
  for (const page of pages) {
    await page.waitForSelector('.pill[data-look="live"]', { timeout: 20_000 });
    await page.waitForSelector(KNOWN);
    const moves = MOVES[new URL(page.url()).pathname] ?? 'none';
    const texts = () => page.locator(moves).allInnerTexts();
    const before = await texts();
    await vi.waitFor(async () => expect(await texts()).not.toEqual(before), PATIENCE);
  }
  expect(complaints).toEqual([]);
});

test('where no WebSocket can be had, prices come by an event stream', async () => {
  const context = await browser.newContext({ locale: 'en-US' });
  await context.routeWebSocket(/./, (socket) => socket.close());
  const page = await context.newPage();
  await page.goto(new URL('/', node.url).href);
  await page.waitForSelector('.pill[data-look="live"]', PATIENCE);
  const prices = () => page.locator('.body .last').allInnerTexts();
  const before = await prices();
  await vi.waitFor(async () => expect(await prices()).not.toEqual(before), PATIENCE);
  await page.goto(new URL('/health', node.url).href);
  const facts = page.locator('.this-browser .facts');
  await vi.waitFor(async () => expect(await facts.innerText()).toContain('event stream'), PATIENCE);
  await context.close();
});
