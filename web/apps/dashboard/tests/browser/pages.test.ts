/** Every page of the app, on a real node with simulated prices. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { violations } from './axe.ts';
import { joinChromium } from './chromium.ts';

/** Where to leave pictures of each page, width, language and theme, for eyes to look at. */
const SCREENSHOTS = process.env.RADIST_SCREENSHOTS;
const WIDTHS = [360, 768, 1280, 1920];
const PATIENCE = { timeout: 10_000, interval: 50 };

/** Each page: its address, its heading, and what moves on it, if anything does. */
const PAGES: readonly (readonly [path: string, heading: RegExp, moves: string | null])[] = [
  ['/', /^Markets$/, '.body .last'],
  ['/s/binance/BTC-USDT?ind=ema20,macd', /^BTC.*binance$/s, '.ladder'],
  ['/multi', /^Multi-View$/, '.tile-price'],
  ['/alerts', /^Alerts$/, null],
  ['/trade', /^Paper trading$/, '.ladder'],
  ['/tokens', /^Tokens on paper$/, null],
  ['/health', /^Feed health$/, '.tile .figure'],
  ['/dev/gallery', /^Gallery$/, null],
  ['/nothing/here', /^Not found$/, null],
];

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

async function visit(path: string): Promise<Page> {
  complaints = [];
  const context = await browser.newContext({ locale: 'en-US', colorScheme: 'dark' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(`${line.text()} ${line.location().url}`);
  });
  await page.goto(new URL(path, inject('node')).href);
  return page;
}

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => (element as HTMLElement).innerText);

describe.each(PAGES)('%s', (path, heading, moves) => {
  test('opens, moves, is reached by keys alone, fits each width, and suits axe', async () => {
    const page = await visit(path);
    await vi.waitFor(async () => expect(await textOf(page, 'h1')).toMatch(heading), PATIENCE);
    if (moves) await hasMoved(page, moves);
    // What is drawn anew during the walk is looked for once more.
    const missed = await unreachable(page);
    expect(missed.length > 0 ? await unreachable(page) : missed).toEqual([]);
    for (const width of WIDTHS) await fits(page, path, width);
    await suitsAxe(page, path);
  });
});

test('the gallery has each panel in seven states, and draws a chart where there is one', async () => {
  const page = await visit('/dev/gallery');
  await page.waitForSelector('.exhibit[aria-label="Chart"]');
  const kinds = await page.locator('.exhibit').evaluateAll((exhibits) =>
    exhibits.map((exhibit) => {
      const panels = exhibit.querySelectorAll<HTMLElement>('.panel');
      return new Set([...panels].map(({ dataset }) => dataset.panel)).size;
    }),
  );
  expect(new Set(kinds)).toEqual(new Set([7]));
  const legends = page.locator('[aria-label="Chart"] .legend-pane');
  await vi.waitFor(async () => expect(await legends.count()).toBe(4), PATIENCE);
});

async function hasMoved(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector);
  const texts = () => page.locator(selector).allInnerTexts();
  const before = await texts();
  await vi.waitFor(async () => expect(await texts()).not.toEqual(before), PATIENCE);
}

async function fits(page: Page, path: string, width: number): Promise<void> {
  await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
  const widths = await page.evaluate(() =>
    [...document.querySelectorAll('html, main, .scroll, .panel-body')].map(
      (box) => box.scrollWidth - box.clientWidth,
    ),
  );
  expect(Math.max(...widths), `${path} at ${width} px`).toBeLessThanOrEqual(0);
  await picture(page, path, `${width}-en-dark`);
}

/** In two themes and two languages, on a wide page and on a phone. */
async function suitsAxe(page: Page, path: string): Promise<void> {
  for (const [language, theme, width] of [
    ['en', 'dark', 1280],
    ['en', 'light', 360],
    ['ru', 'dark', 360],
    ['ru', 'light', 1280],
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
    expect(await violations(page), `${path} ${language} ${theme}`).toEqual([]);
    await picture(page, path, `${width}-${language}-${theme}`);
  }
}

async function picture(page: Page, path: string, name: string): Promise<void> {
  if (!SCREENSHOTS) return;
  const place = path.replaceAll('/', '_');
  await page.screenshot({ path: join(SCREENSHOTS, `page${place}-${name}.png`) });
}

/** What can be used by a pointer and does not get the focus on a walk with Tab; rows have keys instead. */
async function unreachable(page: Page): Promise<string[]> {
  const wanted = await page.evaluate(() => {
    // Arrows walk the tabs of a list of tabs, and the rows of a table.
    const walked = '[role="tab"][tabindex="-1"], .body .row *';
    const usable = 'a[href], button, input, select, summary, [tabindex="0"]';
    const all = [...document.querySelectorAll<HTMLElement>(usable)].filter(
      (one) => !one.matches(walked) && one.checkVisibility() && !one.matches(':disabled'),
    );
    all.forEach((one, at) => {
      one.dataset.reach = String(at);
    });
    return all.map((one) => `<${one.localName}> ${one.innerText || one.ariaLabel || ''}`);
  });
  const reached = new Set<number>();
  // The parts of a date are stops of their own.
  const parts = 3 * (await page.locator('[type="date"]').count());
  for (let step = 0; step < wanted.length + parts + 4; step += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(
      () => document.activeElement?.getAttribute('data-reach') ?? '-1',
    );
    reached.add(Number(at));
  }
  return wanted.filter((_, at) => !reached.has(at));
}
