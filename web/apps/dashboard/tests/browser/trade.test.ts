/** Paper trading on a real node with a key: two users, one of them in two browsers. */

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { SECRET, tokenOf } from '../../../../testing/token.ts';
import { hostile } from '../hostile.ts';
import { RadistNode } from '../node.ts';
import { violations } from './axe.ts';
import { joinChromium } from './chromium.ts';

const PATIENCE = { timeout: 15_000, interval: 50 };
const BRIEFLY = { timeout: 4000, interval: 50 };
const WIDE = { width: 1440, height: 900 };
const KEY = ['--set', `auth.secret=${SECRET}`, '--set', 'auth.anonymous=true'];

const node = new RadistNode(['--demo', ...KEY]);
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  [browser] = await Promise.all([joinChromium(inject('chromium')), node.start()]);
});
afterAll(async () => {
  await browser?.close();
  await node.stop();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(complaints.splice(0)).toEqual([]);
});

/** The page as somebody sees it whose browser has a token. */
async function visit(user: string | null, path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'en-US', viewport: WIDE, ...options });
  const token = user && JSON.stringify(tokenOf(user));
  if (token) {
    await context.addInitScript((kept) => localStorage.setItem('radist.token', kept), token);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(new URL(path, node.url).href);
  return page;
}

const says = (page: Page, selector: string, words: RegExp) =>
  vi.waitFor(async () => expect(await page.innerText(selector)).toMatch(words), PATIENCE);
const cashOf = (page: Page) => page.innerText('[data-figure="cash"]');
const rows = (page: Page) => page.locator('.book-keeping tbody tr').count();

/** Puts an order into the ticket, and says yes. */
async function order(page: Page, side: 'buy' | 'sell', type: string, size: string): Promise<void> {
  await page.click(`.sides [data-value="${side}"]`);
  await page.click(`.ticket [data-value="${type}"]`);
  if (type === 'limit') await page.click('.fillers >> text=Mid');
  await page.fill('.ticket [name="size"]', size);
  await page.click('.ticket .place-order');
  await page.click('dialog[open] .primary');
}

/** Asks REST for something as a user. */
async function ask(user: string, path: string, content?: object) {
  const headers = {
    authorization: `Bearer ${tokenOf(user)}`,
    'content-type': 'application/json',
  };
  const body = content ? { method: 'POST', body: JSON.stringify(content) } : {};
  const response = await fetch(new URL(path, node.url), { headers, ...body });
  expect(response.ok, path).toBe(true);
  return response.json();
}

describe('the trade page', () => {
  test('buys, sells, and moves in every browser of the user and in no other', async () => {
    const [mine, also, other] = await Promise.all([
      visit('alice', '/trade?exchange=binance&symbol=BTC/USDT'),
      visit('alice', '/trade?exchange=binance&symbol=BTC/USDT'),
      visit('bob', '/trade?exchange=binance&symbol=BTC/USDT'),
    ]);
    for (const page of [mine, also, other])
      await says(page, '[data-figure="cash"]', /^100,000\.00$/);
    expect(await mine.title()).toContain('Paper');
    await order(mine, 'buy', 'market', '0.05');
    await says(mine, '.outcome', /^Filled: 0\.05 at [\d,.]+/);
    await says(also, '.book-keeping', /BTC\/USDT\s*binance\s+0\.05/);
    await vi.waitFor(async () => expect(await cashOf(also)).toBe(await cashOf(mine)), PATIENCE);
    expect(await cashOf(mine)).toMatch(/^9\d,\d{3}\.\d\d$/);
    await order(mine, 'sell', 'market', '0.02');
    await says(mine, '.outcome', /^Filled: 0\.02/);
    await says(also, '.book-keeping', /0\.03\s/);
    await also.click('.book-keeping >> text=Close');
    await says(also, 'dialog[open]', /Sells 0\.03 BTC\/USDT/);
    await also.click('dialog[open] .primary');
    await says(mine, '[role="tabpanel"]', /Nothing is held/);
    await mine.click('[role="tab"] >> text=Fills');
    await vi.waitFor(async () => expect(await rows(mine)).toBeGreaterThanOrEqual(3), PATIENCE);
    expect(await cashOf(other)).toBe('100,000.00');
    expect(await other.innerText('[role="tabpanel"]')).toMatch(/Nothing is held/);
  });

  test('fills a limit order when the price comes, and shows it on its way', async () => {
    const page = await visit('carol', '/trade?exchange=binance&symbol=BTC/USDT&tab=orders');
    const isFilled = async () => /^Filled: 0\.001 at /.test(await page.innerText('.outcome'));
    // The price may go away from one order; it comes to one of several.
    for (let tries = 0; tries < 6 && !(await isFilled()); tries += 1) {
      await order(page, 'buy', 'limit', '0.001');
      await says(page, '.outcome', /^(Pending|Open|Filled)/);
      await vi.waitFor(async () => expect(await isFilled()).toBe(true), BRIEFLY).catch(() => {});
    }
    await says(page, '.outcome', /^Filled: 0\.001 at /);
    await says(page, '.book-keeping', /Buy\s+Limit\s+0\.001\s+0\.001/);
    await page.click('[role="tab"] >> text=Fills');
    await says(page, '.book-keeping', /maker|taker/);
  });

  test('says why an order cannot be placed, and an order far away can be cancelled', async () => {
    const page = await visit('dave', '/trade?exchange=binance&symbol=ETH/USDT&tab=orders');
    await says(page, '.why', /Fill in a size/);
    await page.fill('.ticket [name="size"]', '0.0000001');
    await says(page, '.why', /Below the minimum of [\d.]+ ETH/);
    await page.click('.ticket [data-value="limit"]');
    await page.fill('.ticket [name="price"]', '100');
    await page.fill('.ticket [name="size"]', '99999');
    await says(page, '.why', /More than the USDT there are/);
    expect(await page.isDisabled('.ticket .place-order')).toBe(true);
    await page.fill('.ticket [name="size"]', '1');
    await page.click('.ticket .place-order');
    await page.click('dialog[open] .primary');
    await says(page, '.book-keeping', /Buy\s+Limit\s+1\s+0\s+100\s+Open/);
    await says(page, '.available', /^Available 99,899\.90 USDT$/);
    await page.click('.book-keeping >> text=Cancel');
    await says(page, '.book-keeping', /Cancelled/);
    await says(page, '.available', /^Available 100,000\.00 USDT$/);
    await page.click('[aria-label="Hide amounts"]');
    await says(page, '[data-figure="cash"]', /^•••••$/);
    await page.click('text=Reset account');
    await page.fill('dialog[open] .field', '2,500');
    await page.click('dialog[open] [type="submit"] >> text=Begin anew');
    await page.click('[aria-label="Show amounts"]');
    await says(page, '[data-figure="cash"]', /^2,500\.00$/);
  });

  test('is used by keyboard alone, and no single key places an order', async () => {
    const page = await visit('erin', '/trade?exchange=binance&symbol=BTC/USDT');
    await page.waitForSelector('.ticket');
    await page.keyboard.press('b');
    await page.keyboard.type('0.01');
    await vi.waitFor(async () => expect(await page.isEnabled('.ticket .place-order')).toBe(true));
    await page.keyboard.press('Enter');
    await says(page, 'dialog[open]', /Buy 0\.01 BTC ≈ [\d,.]+ USDT, Market/);
    await page.keyboard.press('Enter');
    await says(page, '.outcome', /^Filled: 0\.01/);
  });

  test('on a phone has its ticket in a sheet, and asks strangers who they are', async () => {
    const phone = { viewport: { width: 360, height: 740 }, locale: 'ru-RU' };
    const page = await visit('frank', '/trade?exchange=binance&symbol=BTC/USDT', phone);
    await page.click('.sheet-bar [data-side="buy"]');
    await page.fill('#ticket-sheet [name="size"]', '0,01');
    await says(page, '#ticket-sheet .place-order', /^Купить 0,01 BTC ≈ [\d\s,]+ USDT$/);
    expect(await violations(page)).toEqual([]);
    const stranger = await visit(null, '/trade');
    await says(stranger, '.place', /does not know whose account/);
  });
});

describe('tokens', () => {
  test('are made, bought and sold, and whoever looks sees it', async () => {
    const looking = await visit('ivan', '/tokens');
    const page = await visit('grace', '/tokens');
    await page.getByRole('button', { name: 'Create a token' }).click();
    const [name, symbol] = [
      page.locator('dialog[open] .field').nth(0),
      page.locator('dialog[open] .field').nth(1),
    ];
    await name.fill('Test Waves');
    await symbol.fill('WAVES');
    await page.click('dialog[open] .primary');
    await page.waitForURL('**/tokens/*');
    await says(looking, '.book-keeping', /WAVES/);
    await looking.getByRole('link', { name: 'WAVES', exact: true }).click();
    await looking.waitForURL('**/tokens/*');
    await page.fill('.ticket [name="size"]', '100');
    await says(page, '.place-order', /^Buy [\d,.]+ WAVES for 100 USDT$/);
    await page.click('.place-order');
    await says(page, '.outcome', /^Bought [\d,.]+ WAVES for 100 USDT$/);
    await says(looking, '[aria-label="Trades"]', /Buy\s+[\d,.]+\s+[\d,.₀-₉]+\s+100\s+grace/);
    await says(looking, '[aria-label="Holders"]', /grace/);
    await page.click('.sides [data-value="sell"]');
    await page.fill('.ticket [name="size"]', '1000');
    await says(page, '.place-order', /^Sell 1,000 WAVES for/);
    await page.click('.place-order');
    await says(page, '.outcome', /^Sold 1,000 WAVES for/);
    await says(looking, '[aria-label="Trades"]', /Sell\s+1,000/);
    expect(await violations(page)).toEqual([]);
  });

  test('with hostile names run nothing, and unknown ones are not there', async () => {
    for (const name of hostile.slice(0, 8)) {
      await ask('mallory', '/api/v1/tokens', { name: name.slice(0, 32).trim(), symbol: 'EVIL' });
    }
    const page = await visit('grace', '/tokens');
    await says(page, '.book-keeping', /<script>alert/);
    await page.click('.book-keeping >> text=EVIL');
    await says(page, '.token-price', /alert/);
    await page.fill('.mint-form .field', '<img src=x onerror=alert(1)>');
    await page.click('.mint-form button');
    await says(page, '.token-list', /There is no token <img/);
    expect(await page.locator('script:not([src]), img, iframe').count()).toBe(0);
  });
});

test('the example of the seeds works as it is written', async () => {
  const MINT = 'SeedMint';
  await ask('heidi', '/api/v1/tokens', { name: 'Seed', symbol: 'SEED', mint: MINT });
  const about = await ask('heidi', '/api/v1/about');
  const rooms = `ws://127.0.0.1:${about.websocket.port}${about.websocket.path}`;
  const script = (await bundle(rooms)).replace('token_mint_address', MINT);
  // Any document of the node will do: browsers let others not talk to this machine.
  const page = await visit(null, `/healthz?user=heidi&token=${tokenOf('heidi')}`);
  await page.evaluate(script);
  await page.waitForSelector('#token-price', { state: 'attached' });
  await vi.waitFor(async () => {
    await ask('heidi', `/api/v1/tokens/${MINT}/buy`, { quote: '1' });
    expect(await page.innerText('#token-price')).toMatch(/^0\.0\d+ \d+/);
  }, PATIENCE);
});

/** The example as an application would have it. */
async function bundle(rooms: string): Promise<string> {
  const made = (await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'silent',
    resolve: { conditions: ['source'] },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: {
      'process.env.NEXT_PUBLIC_WEBSOCKET_URL': JSON.stringify(rooms),
      'process.env.NODE_ENV': '"production"',
    },
    build: {
      write: false,
      rolldownOptions: {
        input: `${import.meta.dirname}/seed.tsx`,
        output: { format: 'iife' },
      },
    },
  })) as Rolldown.RolldownOutput;
  return made.output[0].code;
}
