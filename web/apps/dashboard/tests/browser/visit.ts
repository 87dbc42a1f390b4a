/** A browser on a stage of its own for each test of the file that imports this. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, vi } from 'vitest';
import { Stage } from '../stage.ts';
import { joinChromium } from './chromium.ts';

let browser: Browser;
/** A fresh one for each test. */
export let stage: Stage;
let complaints: string[];

beforeAll(async () => {
  browser = await joinChromium(inject('chromium'));
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
export async function open(
  options: BrowserContextOptions = {},
  query = '',
  wait = true,
): Promise<Page> {
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
export const priced = (page: Page) =>
  page.waitForFunction(
    () => document.querySelector('.whole') && !document.querySelector('.whole:empty'),
  );
export const text = (page: Page, selector: string) => page.innerText(selector);
export const prices = (page: Page) => page.locator('.body .cell.last').allInnerTexts();
export const symbols = (page: Page) => page.locator('.body .base').allInnerTexts();
/** Until the page says so. */
export const says = (page: Page, selector: string, words: RegExp) =>
  vi.waitFor(async () => expect(await text(page, selector)).toMatch(words), 5000);
