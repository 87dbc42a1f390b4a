/** Many charts at once, on a real node with simulated prices. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { hostile } from '../hostile.ts';
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
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(new URL(path, inject('node')).href);
  return page;
}

const eventually = <T>(look: () => Promise<T>, wanted: T) =>
  vi.waitFor(async () => expect(await look()).toEqual(wanted), PATIENCE);
const tiles = (page: Page) => page.locator('.tile').count();
const named = (page: Page) => page.locator('.symbol-choice').allInnerTexts();
const choose = (page: Page, preset: string) =>
  page.click('.multi-tools [popovertarget]').then(() => page.click(`[aria-label="${preset}"]`));

const save = async (page: Page) => {
  await page.click('button:text-is("Save")');
  await page.waitForSelector('.chip:text-is("Saved")');
};

test('four charts move, and as many tiles are shown as are wanted', async () => {
  const page = await visit('/multi');
  await page.waitForSelector('.tile .legend-pane');
  expect(await tiles(page)).toBe(4);
  const before = await page.locator('.tile-price').allInnerTexts();
  await vi.waitFor(
    async () => expect(await page.locator('.tile-price').allInnerTexts()).not.toEqual(before),
    PATIENCE,
  );
  for (const [preset, count] of [
    ['16 tiles', 16],
    ['2 tall tiles', 2],
    ['1 large', 3],
  ] as const) {
    await page.click('.multi-tools [popovertarget]');
    await page.click(`.presets [aria-label^="${preset}"]`);
    await eventually(() => tiles(page), count);
  }
  await page.focus('.tile:nth-child(2) .symbol-choice');
  await page.keyboard.press('f');
  await eventually(() => tiles(page), 1);
  await page.keyboard.press('f');
  await eventually(() => tiles(page), 3);
});

test('tiles go along in symbol and interval where that is wanted', async () => {
  const page = await visit('/multi');
  await page.waitForSelector('.tile-price:not(:empty)');
  const [first = ''] = await named(page);
  await page.click('.tile:first-child .tile-price');
  await page.click('.segments >> text=Symbol');
  await eventually(() => named(page), Array(4).fill(first));
  await page.click('.segments >> text=Interval');
  await page.keyboard.press(']');
  const intervals = () =>
    page
      .locator('[aria-label="Interval"]:is(select)')
      .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
  await eventually(intervals, Array(4).fill('3m'));
});

test('a layout is kept by the server, and a change elsewhere is a question', async () => {
  const page = await visit('/multi');
  await page.waitForSelector('.tile');
  await choose(page, '2 wide tiles');
  await save(page);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const other = await visit(`/multi/${id}`);
  await eventually(() => tiles(other), 2);
  await choose(other, '6 tiles');
  await save(other);
  await choose(page, '9 tiles');
  await page.click('button:text-is("Save")');
  await page.click('.changed >> text=Take theirs');
  await eventually(() => tiles(page), 6);
  await page.evaluate((path) => fetch(path, { method: 'DELETE' }), `/api/v1/layouts/${id}`);
});

test('a link brings a layout along', async () => {
  const page = await visit('/multi', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.waitForSelector('.tile');
  await choose(page, '1 large and 2 small tiles');
  await page.click('text=Share link');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const { pathname, search } = new URL(link);
  const guest = await visit(pathname + search);
  await eventually(() => tiles(guest), 3);
  expect(await named(guest)).toEqual(await named(page));
});

test('names and symbols that mean harm execute nothing', async () => {
  const page = await visit('/multi');
  await page.waitForSelector('.tile');
  const tile = (symbol: string) => ({ kind: 'chart', exchange: 'binance', symbol, interval: '1m' });
  const layouts = hostile.map((name, at) => {
    return { id: `local-${at}`, name, preset: '1', tiles: [tile(name)], sync: {}, version: 0 };
  });
  await page.evaluate((kept) => localStorage.setItem('radist.layouts', JSON.stringify(kept)), {
    layouts,
    dirty: layouts.map(({ id }) => id),
  });
  await page.reload();
  await vi.waitFor(
    async () => expect(await page.locator('.layout-tabs a').count()).toBeGreaterThan(40),
    PATIENCE,
  );
  for (const at of [0, 10, 25, 40]) {
    await page.goto(new URL(`/multi/local-${at}`, page.url()).href);
    await page.waitForSelector('.tile');
  }
  expect(await page.locator('script:not([src]), iframe, img').count()).toBe(0);
});

test('a phone has one tile at a time, and dots', async () => {
  const page = await visit('/multi', { viewport: { width: 360, height: 740 } });
  await page.waitForSelector('.tile .legend-pane');
  expect(await tiles(page)).toBe(1);
  const [first] = await named(page);
  await page.click('.dots button:nth-child(2)');
  await vi.waitFor(async () => expect((await named(page))[0]).not.toBe(first), PATIENCE);
});
