/** Alerts on a real node of their own, whose prices are simulated; mostly by keyboard alone. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { hostile } from '../hostile.ts';
import { RadistNode } from '../node.ts';
import { violations } from './axe.ts';
import { joinChromium } from './chromium.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };
const WIDE = { width: 1440, height: 900 };

let browser: Browser;
let node: RadistNode;
let complaints: string[] = [];

beforeAll(async () => {
  node = new RadistNode();
  [browser] = await Promise.all([joinChromium(inject('chromium')), node.start()]);
});
afterAll(() => Promise.all([browser?.close(), node?.stop()]));
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  const { alerts } = await rest<{ alerts: { id: string }[] }>('GET', '');
  for (const { id } of alerts) await rest('DELETE', `/${id}`);
  expect(complaints).toEqual([]);
});

async function rest<T = { id: string; version: number }>(
  method: string,
  path: string,
  content?: object,
): Promise<T> {
  const address = new URL(`/api/v1/alerts${path}`, node.url);
  const headers = { 'content-type': 'application/json' };
  const body = content ? { body: JSON.stringify(content) } : {};
  const response = await fetch(address, { method, headers, ...body });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** One that is far from firing. */
const definition = (change: object = {}) => ({
  ...{ name: 'mine', exchange: 'binance', symbol: 'BTC/USDT', targets: ['browser'] },
  condition: { type: 'above', level: 9e8 },
  ...change,
});

async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ locale: 'en-US', viewport: WIDE, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(new URL(path, node.url).href);
  return page;
}

const says = (page: Page, selector: string, words: RegExp) =>
  vi.waitFor(async () => expect(await page.innerText(selector)).toMatch(words), PATIENCE);
const counts = (page: Page, selector: string, count: number) =>
  vi.waitFor(async () => expect(await page.locator(selector).count()).toBe(count), PATIENCE);

/** Tab, or Tab backwards, until the focus is there. */
async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  const isThere = () =>
    page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  for (let step = 0; step < 80; step += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

async function write(page: Page, selector: string, text: string, key = 'Tab'): Promise<void> {
  await tabTo(page, selector, key);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

/** Opens the menu of the first alert, and presses a button in it. */
async function pressInMenu(page: Page, button: string): Promise<void> {
  await page.keyboard.press('j');
  await tabTo(page, '.alert-row .more > .button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.alert-menu:popover-open');
  await tabTo(page, `.alert-menu ${button}`);
  await page.keyboard.press('Enter');
}

const level = 'dialog [data-path="condition.level"]';

describe.each([
  ['en-US', /is above 900,000,000/, /snoozed until/, /TEST/],
  ['ru-RU', /выше 900\s000\s000/, /отложено до/, /ПРОБА/],
] as const)('%s', (locale, condition, snoozed, mark) => {
  test('an alert is made, tested, fires, is edited, snoozed and deleted by keyboard', async () => {
    const page = await visit('/alerts', { locale });
    const name = `<b>${locale}</b>`;
    const inHistory = (kind: string) =>
      `.history tbody tr${kind}:has(.alert-name:text-is("${name}"))`;
    await page.waitForSelector('.no-alerts');
    await page.keyboard.press('a');
    await page.waitForSelector('#alert-editor[open]');
    await tabTo(page, 'dialog [data-path="condition.type"]', 'Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await write(page, 'dialog [data-path="name"]', name, 'Shift+Tab');
    await write(page, level, '900000000');
    await tabTo(page, 'dialog [data-path="repeat.type"]');
    await page.keyboard.press('End');
    await says(page, '[data-sentence]', condition);
    await tabTo(page, level, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await counts(page, '.alert-row', 1);
    expect(await page.innerText('.alert-title')).toBe(name);
    await says(page, '.alert-row .distance', /▲.* %/);

    await pressInMenu(page, '> :nth-child(2)');
    await says(page, '#alert-test .outcome', /✓/);
    await page.keyboard.press('Escape');
    await says(page, inHistory('[data-test]'), mark);

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#alert-editor[open]');
    await write(page, level, '1');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast:not(:has(.chip))');
    await counts(page, inHistory(':not([data-test])'), 1);
    await says(page, inHistory(':not([data-test])'), /✓/);

    await pressInMenu(page, '.snoozes .button:nth-of-type(1)');
    await says(page, '.alert-state', snoozed);
    await pressInMenu(page, '> :nth-child(4)');
    await counts(page, '.alert-row', 0);
  });
});

test('what fired is counted until one looks, and not told again after a reload', async () => {
  const page = await visit('/');
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/alerts/history')),
  );
  await rest('POST', '', definition({ condition: { type: 'above', level: 1 } }));
  await page.waitForSelector('.toast');
  await says(page, '.bell .badge', /^\d+$/);
  await page.reload();
  await page.waitForSelector('.bell .badge');
  expect(await page.locator('.toast').count()).toBe(0);
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.waitForSelector('.history tbody tr');
  await counts(page, '.bell .badge', 0);
});

test('a change elsewhere is a question in the editor, and what is refused is said at its field', async () => {
  const { id, version } = await rest('POST', '', definition());
  const page = await visit('/alerts');
  await page.click('.alert-title');
  await page.waitForSelector('#alert-editor[open]');
  await page.fill(level, '800000000');
  const theirs = definition({ name: 'theirs', condition: { type: 'below', level: 2 } });
  await rest('PUT', `/${id}`, { ...theirs, version });
  await says(page, '.changed-alert', /theirs.*is below 2/s);
  await page.click('.changed-alert button:first-of-type');
  await page.keyboard.press('Escape');
  await counts(page, '#alert-editor', 0);
  expect(await page.innerText('.alert-title')).toBe('theirs');
  await page.click('.toolbar .main-button');
  await page.fill('dialog [data-path="message"]', '{{nothing}}');
  await page.click('.editor-foot [type="submit"]');
  await page.waitForSelector('[data-path="message"][aria-invalid="true"]');
  await says(page, '.editor-foot > .problem', /nothing/);
});

test('a right click on a chart, and a key on a candle or a row, begin an alert there', async () => {
  const page = await visit('/s/binance/BTC-USDT');
  await page.waitForSelector('.legend-pane');
  await page.click('.chart-canvas', { button: 'right', position: { x: 200, y: 120 } });
  await page.waitForSelector('#alert-editor[open]');
  const clicked = Number(await page.inputValue(level));
  expect(clicked).toBeGreaterThan(0);
  await page.focus('.level-slider');
  await page.keyboard.press('ArrowUp');
  await vi.waitFor(
    async () => expect(Number(await page.inputValue(level))).toBeGreaterThan(clicked),
    PATIENCE,
  );
  await page.keyboard.press('Escape');
  await counts(page, '#alert-editor', 0);
  await page.focus('.chart-canvas');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('a');
  await page.waitForSelector('#alert-editor[open]');
  await page.keyboard.press('Escape');
  await page.click('nav a[href="/"]');
  await page.waitForSelector('.body .row');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await page.waitForSelector('#alert-editor[open]');
  expect(await page.innerText('#alert-editor .symbol-choice')).not.toMatch(/^BTC\/USDT/);
});

test('an example is one click away, and the secret of a webhook is shown once', async () => {
  const page = await visit('/alerts');
  await page.click('.examples li:last-child .button');
  await counts(page, '.alert-row', 1);
  await page.click('.bulk input');
  await page.click('.bulk .button:last-child');
  await counts(page, '.alert-row', 0);
  await page.click('.toolbar .button:not(.main-button)');
  await page.fill('.add-target label:first-child input', 'my-hook');
  await page.fill('.add-target [type="url"]', 'https://example.com/hook');
  await page.click('.add-target [type="submit"]');
  await says(page, '.secret code', /^whsec_/);
  await says(page, '.targets', /my-hook.*https:\/\/example\.com\/hook/s);
  await page.reload();
  await page.click('.toolbar .button:not(.main-button)');
  await says(page, '.targets', /my-hook/);
  expect(await page.locator('.secret').count()).toBe(0);
  await page.click('.targets [aria-label="Remove my-hook"]');
  await counts(page, '.targets li', 0);
});

test('fifty names run nothing, fit each width, and suit axe', async () => {
  const made = hostile.map((name, at) => {
    const note = name.replace(/\p{Surrogate}|\0/gu, '?'); // such are refused
    return rest('POST', '', definition({ name: `${at} ${note}`.slice(0, 100), note }));
  });
  await Promise.all(made);
  const page = await visit('/alerts');
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  await counts(page, '.alert-row', hostile.length);
  await counts(page, 'script:not([src]), iframe, img, object', 0);
  for (const width of [360, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('html, main, .panel-body')].map(
        (box) => box.scrollWidth - box.clientWidth,
      ),
    );
    expect(Math.max(...widths), `${width} px`).toBeLessThanOrEqual(0);
  }
  await page.click('.alert-title >> nth=0');
  await page.waitForSelector('.level-chart canvas');
  for (const [language, theme, width] of [
    ['en', 'dark', 1280],
    ['ru', 'light', 360],
  ] as const) {
    await page.evaluate(
      (settings) => {
        localStorage.setItem('radist.settings', JSON.stringify(settings));
        dispatchEvent(new StorageEvent('storage', { key: 'radist.settings' }));
      },
      { language, theme },
    );
    await page.setViewportSize({ width, height: 800 });
    await page.waitForSelector(`html[lang="${language}"][data-theme="${theme}"]`);
    expect(await violations(page), `${language} ${theme}`).toEqual([]);
  }
});
