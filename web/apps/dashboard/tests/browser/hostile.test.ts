/** Names that somebody chose to hurt: they are shown as they are, and nothing of them runs. */
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostile } from '../hostile.ts';
import { open, stage } from './visit.ts';

let ran: string[];
beforeEach(() => {
  ran = [];
});
afterEach(() => {
  expect(ran).toEqual([]);
});

/** What runs calls `alert`, or asks a server for something. */
async function watch(page: Page): Promise<void> {
  page.on('dialog', (dialog) => {
    ran.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (!stage.url.startsWith(origin)) ran.push(request.url());
  });
}

test('fifty names of markets run nothing in the table, the drawer, the search and the log', async () => {
  expect(hostile).toHaveLength(50);
  stage.markets = hostile.map((name) => [`${name}/USDT`, 10, 0.01, 1e6]);
  stage.hurt(hostile);
  const page = await open({}, '', false);
  await watch(page);
  await page.waitForFunction(() => document.querySelectorAll('.body .row').length === 50);
  const shown = await page.locator('.body .symbol a').allTextContents();
  expect(shown).toEqual(hostile.map((name) => `${name}/USDT`));
  for (const at of [0, 25, 49]) {
    await page
      .locator('.body .row')
      .nth(at)
      .click({ position: { x: 400, y: 12 } });
    await page.waitForSelector('.drawer');
    expect(await page.textContent('.drawer h2')).toContain(hostile[at] ?? 'none');
  }
  await page.keyboard.press('/');
  await page.keyboard.type('<img');
  await page.waitForSelector('.found [role="option"]');
  await page.keyboard.press('Escape');
  await page.click('nav a[href="/health"]');
  await page.waitForSelector('.log td');
  expect(await page.locator('script:not([src]), img, iframe, object, svg[onload]').count()).toBe(0);
});

test('addresses of such names run nothing', async () => {
  const page = await open({}, '', false);
  await watch(page);
  await page.waitForSelector('.body .row');
  for (const name of hostile.map((each) => each.replace(/\p{Surrogate}/gu, '?'))) {
    for (const path of [`/multi/${encodeURIComponent(name)}`, `/?q=${encodeURIComponent(name)}`]) {
      await page.evaluate((address) => {
        history.pushState(null, '', address);
        dispatchEvent(new Event('popstate'));
      }, path);
    }
  }
  const last = hostile.at(-1) ?? '';
  await page.goto(`${stage.url}s/${encodeURIComponent(last)}/${encodeURIComponent(last)}`);
  await page.waitForSelector('main :is(h1, h2)');
});
