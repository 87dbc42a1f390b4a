import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Stage } from '../stage.ts';
import { openChromium } from './chromium.ts';

/** Where to leave pictures of each width, language and theme, for eyes to look at. */
const SCREENSHOTS = process.env.RADIST_SCREENSHOTS;
const AXE = join(import.meta.dirname, '../../../../node_modules/axe-core/axe.min.js');

let browser: Browser;
let stage: Stage;
let complaints: string[];

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  stage = new Stage();
  await stage.rooms.start();
  complaints = [];
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await stage.rooms.stop();
  expect(complaints).toEqual([]);
});

/** Opens the page and, unless told otherwise, waits for prices. */
async function open(options: BrowserContextOptions = {}, query = '', wait = true): Promise<Page> {
  stage.tick();
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(stage.url + query);
  if (wait) await priced(page);
  return page;
}

/** Until every row has its price. */
const priced = (page: Page) =>
  page.waitForFunction(
    () => document.querySelector('.whole') && !document.querySelector('.whole:empty'),
  );
const text = (page: Page, selector: string) => page.innerText(selector);
const prices = (page: Page) => page.locator('.body .cell.last').allInnerTexts();
const symbols = (page: Page) => page.locator('.body .base').allInnerTexts();
/** Until the page says so. */
const says = (page: Page, selector: string, words: RegExp) =>
  vi.waitFor(async () => expect(await text(page, selector)).toMatch(words), 5000);

describe('prices', () => {
  test('two moments show two pictures', async () => {
    const page = await open();
    const before = [await prices(page), await page.screenshot()] as const;
    stage.tick();
    await vi.waitFor(async () => expect(await prices(page)).not.toEqual(before[0]));
    expect((await page.screenshot()).equals(before[1])).toBe(false);
    expect(await prices(page)).toHaveLength(20);
  });

  test('a change flashes in its direction', async () => {
    const page = await open();
    stage.tick();
    await page.waitForSelector('.flash.up');
    await page.waitForSelector('.flash.down');
  });

  test('ticks change no element of the table', async () => {
    const page = await open();
    const before = await page.$$('.row, .cell, .whole');
    stage.tick();
    await page.waitForSelector('.flash.up');
    const stay = await Promise.all(before.map((node) => node.evaluate((here) => here.isConnected)));
    expect(stay.every(Boolean)).toBe(true);
    expect(await page.$$('.row, .cell, .whole')).toHaveLength(before.length);
  });

  test('rows look stale when the feed stops, and live when it is back', async () => {
    const page = await open({}, '?stale_after=0.3');
    await page.waitForSelector('.row.stale');
    expect(await text(page, '.row.stale .age')).toMatch(/^\d+ s old$/);
    await says(page, '.pill', /^Live, 20 stale/);
    const look = await page.$eval('.row.stale', (row) => getComputedStyle(row).backgroundImage);
    expect(look).toContain('repeating-linear-gradient');
    stage.tick();
    await vi.waitFor(async () => expect(await page.locator('.row.stale').count()).toBe(0));
  });

  test('the age is told by the clock of the server, not by the one of the reader', async () => {
    const context = { timezoneId: 'UTC' };
    const page = await open(context, '', false);
    await page.clock.setFixedTime(Date.now() + 3_600_000);
    await page.reload();
    await priced(page);
    expect(await text(page, '.body .age')).toMatch(/^\d s$/);
  });
});

describe('the simulated banner', () => {
  test('is there, says what it means and cannot be closed', async () => {
    const page = await open();
    const banner = page.locator('.simulated');
    expect(await banner.innerText()).toBe('Simulated prices: these are not real market prices');
    expect(await banner.isVisible()).toBe(true);
    expect(await banner.locator('button').count()).toBe(0);
    expect(await page.title()).toContain('[Simulated]');
  });

  test('is not there for real prices', async () => {
    stage.rooms.simulated = false;
    const page = await open();
    expect(await page.locator('.simulated').count()).toBe(0);
  });
});

describe('the connection', () => {
  test('that is lost says so in words, keeps the values, and comes back', async () => {
    const page = await open();
    await says(page, '.pill', /^Live/);
    const before = await prices(page);
    stage.rooms.accepting = false;
    stage.rooms.drop();
    await says(page, '.pill', /^Reconnecting…\s+\d+ s \(try [2-9]\)$/);
    expect(await prices(page)).toEqual(before);
    expect(await page.locator('.progress').isVisible()).toBe(true);
    stage.tick();
    stage.rooms.accepting = true;
    await says(page, '.pill', /^Live/);
    await vi.waitFor(async () => expect(await prices(page)).not.toEqual(before));
  });

  test('that is refused for good is offline, and can be asked for again', async () => {
    const page = await open();
    stage.rooms.dismiss(3504, 'connection limit');
    await says(page, '.pill', /^Offline/);
    await says(page, '.notice', /connection limit/);
    await page.click('.pill');
    await says(page, '.details', /3504 connection limit/);
    await page.click('text=Connect again');
    await says(page, '.pill', /^Live/);
  });
});

describe('when there is nothing to show', () => {
  test('a failed list says what failed, and Retry loads it', async () => {
    stage.aboutStatus = 503;
    const page = await open({}, '', false);
    await says(page, '.message', /did not load[\s\S]*HTTP 503/);
    stage.aboutStatus = 200;
    await page.click('text=Retry');
    await page.waitForSelector('.body .row');
  });

  test('a server without markets says so', async () => {
    stage.markets = [];
    const page = await open({}, '', false);
    await says(page, '.message', /follows no markets/);
  });
});

describe('finding and ordering', () => {
  test('/ goes to the filter, which the address remembers', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('sol');
    expect(await symbols(page)).toEqual(['SOL']);
    expect(page.url()).toContain('q=sol');
    await page.keyboard.type('nothing');
    await says(page, '.message', /No market matches “solnothing”/);
    await page.keyboard.press('Escape');
    expect(await symbols(page)).toHaveLength(20);
  });

  test('a header sorts, and says so to those who listen', async () => {
    const page = await open();
    await page.click('text=24h volume, USDT');
    expect((await symbols(page)).slice(0, 3)).toEqual(['BTC', 'ETH', 'SOL']);
    await page.click('text=24h volume, USDT');
    expect((await symbols(page))[0]).toBe('XLM');
    expect(await page.getAttribute('.head .volume', 'aria-sort')).toBe('ascending');
    expect(page.url()).toContain('sort=volume-asc');
  });

  test('the order stands still while the pointer is among the rows', async () => {
    const page = await open({}, '?sort=last-desc');
    await page.hover('.body .row:nth-child(3)');
    await says(page, '.toolbar .chip', /Order paused/);
    await page.mouse.move(5, 5);
    await vi.waitFor(async () => expect(await page.locator('.chip').count()).toBe(0));
  });
});

describe('the keyboard', () => {
  test('arrows walk the rows', async () => {
    const page = await open();
    await page.focus('.body .row');
    for (const key of ['ArrowDown', 'j', 'ArrowUp']) await page.keyboard.press(key);
    const here = () => page.evaluate(() => document.activeElement?.getAttribute('data-room'));
    expect(await here()).toBe('ticker.binance.ETH/USDT');
    await page.keyboard.press('End');
    expect(await here()).toBe('ticker.binance.FIL/USDT');
  });

  test('Space freezes the page and counts what it missed', async () => {
    const page = await open();
    const before = await prices(page);
    await page.keyboard.press('Space');
    stage.tick();
    await says(page, '.pause', /^Paused · 20 new$/);
    expect(await prices(page)).toEqual(before);
    await page.keyboard.press('Space');
    await vi.waitFor(async () => expect(await prices(page)).not.toEqual(before));
  });
});

describe('looks', () => {
  test('language and theme follow the browser, and the choice of the reader stays', async () => {
    const page = await open({ locale: 'ru-RU', colorScheme: 'light' });
    await says(page, 'h1', /Рынки/);
    expect(await page.getAttribute('html', 'data-theme')).toBe('light');
    await page.click('text=EN');
    await page.click('[aria-label="Switch to the dark theme"]');
    await page.reload();
    await says(page, 'h1', /Markets/);
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
  });

  test('without motion nothing fades: an arrow stays for a second', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    stage.tick();
    const flash = await page.waitForSelector('.flash.up');
    const style = await flash.evaluate((here) => {
      const { animationDuration, backgroundColor } = getComputedStyle(here);
      return { animationDuration, backgroundColor };
    });
    expect(style).toEqual({ animationDuration: '1s', backgroundColor: 'rgba(0, 0, 0, 0)' });
  });

  const each = <A, B>(left: readonly A[], right: readonly B[]) =>
    left.flatMap((a) => right.map((b) => [a, b] as const));
  const looks = each(['en-US', 'ru-RU'], ['dark', 'light'] as const);

  test.each(each([360, 768, 1280, 1920], looks))('%i px wide, %s', async (width, look) => {
    const [locale, colorScheme] = look;
    const viewport = { width, height: width < 700 ? 740 : 900 };
    const page = await open({ locale, colorScheme, viewport });
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('html, .scroll')].map((box) => box.scrollWidth),
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    expect(await violations(page)).toEqual([]);
    const picture = `${width}-${locale}-${colorScheme}.png`;
    if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, picture) });
  });
});

/** What axe has against the page. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}
