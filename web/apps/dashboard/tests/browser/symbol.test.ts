/** The page of one symbol, on a real node with simulated prices. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { joinChromium } from './chromium.ts';

const PATIENCE = { timeout: 10_000, interval: 50 };
const WIDE = { width: 1440, height: 900 };

let browser: Browser;
let complaints: string[] = [];

beforeAll(async () => {
  browser = await joinChromium(inject('chromium'));
});
afterAll(() => browser?.close());
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  expect(complaints).toEqual([]);
});

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ locale: 'en-US', viewport: WIDE, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(new URL(path, inject('node')).href);
  return page;
}

const text = (page: Page, selector: string) => page.innerText(selector);
const says = (page: Page, selector: string, words: RegExp) =>
  vi.waitFor(async () => expect(await text(page, selector)).toMatch(words), PATIENCE);
const moves = async (page: Page, selector: string) => {
  await page.waitForSelector(selector);
  const before = await text(page, selector);
  await vi.waitFor(async () => expect(await text(page, selector)).not.toBe(before), PATIENCE);
};

describe('the page of a symbol', () => {
  test('has a chart, a book and a tape that move, each from its room', async () => {
    const page = await visit('/s/binance/BTC-USDT');
    for (const part of ['.symbol-head .last', '.ladder', '.prints-scroll']) await moves(page, part);
    await says(page, '.legend', /^O.*H.*L.*C.*Vol/s);
    expect(await page.locator('.chart-canvas canvas').count()).toBeGreaterThan(3);
    expect(await page.locator('#tv-attr-logo').count()).toBe(1);
  });

  test('opens as its address says, and writes there what is chosen', async () => {
    const page = await visit('/s/binance/ETH-USDT?i=5m&ind=ema20,rsi14&tz=Asia/Tokyo&scale=log');
    await says(page, '.legend', /EMA 20.*RSI 14/s);
    expect(await text(page, '.segments [aria-pressed="true"]')).toBe('5m');
    expect(await text(page, '.zone')).toMatch(/GMT\+9|JST/);
    await page.keyboard.press(']');
    await vi.waitFor(() => expect(page.url()).toContain('i=15m'), PATIENCE);
    await page.click('[aria-label="Interval"] >> text=1h');
    await page.click('text=Log');
    await vi.waitFor(() => expect(page.url()).not.toContain('scale=log'), PATIENCE);
    expect(page.url()).toContain('i=1h');
    await says(page, '.legend', /RSI 14/);
  });

  test('says of a symbol that is not traded that it is not', async () => {
    const page = await visit('/s/binance/NOTHING-HERE');
    await says(page, '.place', /binance does not trade NOTHING\/HERE/);
  });

  test('says of an exchange that is not listened to that it is not', async () => {
    const page = await visit('/s/elsewhere/BTC-USDT');
    await says(page, '.place', /does not listen to elsewhere, but to .*binance/);
  });

  test('understands what the exchange calls a symbol, in any case', async () => {
    const page = await visit('/s/binance/ethusdt?i=5m');
    await vi.waitFor(() => expect(page.url()).toMatch(/\/s\/binance\/ETH-USDT\?i=5m$/), PATIENCE);
    await says(page, 'h1', /ETH\/USDT/);
  });
});

test('the chart is walked by keyboard back to older candles, saved, and shown as numbers', async () => {
  const page = await visit('/s/binance/BTC-USDT');
  await says(page, '.legend', /^O/);
  await page.focus('.chart-canvas');
  await page.keyboard.press('ArrowLeft');
  const spoken = () => page.locator('.chart [aria-live]').innerText();
  await says(page, '.chart [aria-live]', /open [\d,.]+, high [\d,.]+, low [\d,.]+, close/);
  const before = await spoken();
  const older = page.waitForResponse((response) => response.url().includes('before='));
  await page.keyboard.press('Home');
  await vi.waitFor(async () => expect(await spoken()).not.toBe(before), PATIENCE);
  const { candles } = await (await older).json();
  expect(candles.length).toBeGreaterThan(100);
  await page.click('.chart .now');
  await vi.waitFor(async () => expect(await page.locator('.chart .now').count()).toBe(0), PATIENCE);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=PNG')]);
  expect(download.suggestedFilename()).toBe('radist-binance-BTC-USDT-1m.png');
  await page.click('text=Table');
  await page.waitForSelector('.candle-table tbody tr:nth-child(100)');
});

test('the book groups by keys, holds still under the pointer, and reads up to a row', async () => {
  const page = await visit('/s/binance/BTC-USDT');
  await moves(page, '.ladder');
  const prices = () => page.locator('[data-side="bids"] .price').allInnerTexts();
  const before = (await prices())[0] ?? '';
  await page.keyboard.press('+');
  expect(await page.locator('.book select').inputValue()).toBe('5');
  await page.keyboard.press('-');
  await page.hover('[data-side="bids"] .rung:nth-child(4)');
  await says(page, '.ladder .reading', /Σ [\d,.]+ · avg [\d,.]+ · /);
  const held = await prices();
  await moves(page, '.prints-scroll');
  expect(await prices()).toEqual(held);
  expect(before).not.toBe('');
});

test('a phone has the book and the tape one tap away', async () => {
  const page = await visit('/s/binance/BTC-USDT', { viewport: { width: 360, height: 740 } });
  await moves(page, '.ladder');
  await page.click('[role="tab"] >> text=Trades');
  await moves(page, '.prints-scroll');
  expect(page.url()).toContain('tab=trades');
  await page.click('[role="tab"] >> text=Info');
  await says(page, '.facts', /Price step/);
});
