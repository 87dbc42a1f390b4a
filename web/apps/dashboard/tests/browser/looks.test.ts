import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test, vi } from 'vitest';
import { violations } from './axe.ts';
import { open, says, stage } from './visit.ts';

/** Where to leave pictures of each width, language and theme, for eyes to look at. */
const SCREENSHOTS = process.env.RADIST_SCREENSHOTS;

/** Pairs of each with each. */
const each = <A, B>(left: readonly A[], right: readonly B[]) =>
  left.flatMap((a) => right.map((b) => [a, b] as const));

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

  test.each([320, 375, 768, 1100])(
    '%i px wide, the arrow of a flash keeps clear of the digits',
    async (width) => {
      stage.markets = [['DOGE/USDT', 0.15873, 0.00001, 3.11e8], ...stage.markets];
      const page = await open({ viewport: { width, height: 740 } });
      stage.tick();
      const flashing = page.locator('.cell.last:has(.flash:is(.up, .down))');
      await vi.waitFor(async () => expect(await flashing.count()).toBeGreaterThan(10), 5000);
      const gaps = await page.$$eval('.cell.last:has(.flash:is(.up, .down))', (cells) =>
        cells.map((cell) => {
          const [flash, digits] = ['.flash', '.price'].map((part) => cell.querySelector(part));
          if (!flash || !digits) return Number.NaN;
          const arrow = getComputedStyle(flash, '::before');
          const end = Number.parseFloat(arrow.left) + Number.parseFloat(arrow.width);
          return digits.getBoundingClientRect().left - flash.getBoundingClientRect().left - end;
        }),
      );
      expect(gaps.length).toBeGreaterThan(10);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
    },
  );

  test.each(['en-US', 'ru-RU'])(
    '%s, on any phone: Pause stands beside the title, paused or not',
    async (locale) => {
      const page = await open({ locale });
      const lines = ['<h1><button pause>', '<sort-choice><search>'];
      for (const width of [320, 375, 700]) {
        await page.setViewportSize({ width, height: 740 });
        expect(await linesOfToolbar(page)).toEqual(lines);
        await page.click('.pause');
        await says(page, '.pause', / · /);
        expect(await linesOfToolbar(page)).toEqual(lines);
        await page.click('.pause');
      }
    },
  );

  const looks = each(['en-US', 'ru-RU'], ['dark', 'light'] as const);

  test.each(looks)(
    '%s, %s: each width has room for all, and axe has nothing against it',
    async (locale, colorScheme) => {
      const page = await open({ locale, colorScheme });
      for (const width of [320, 375, 768, 1280, 1920]) {
        await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
        const widths = await page.evaluate(() =>
          [...document.querySelectorAll('html, .scroll')].map((box) => box.scrollWidth),
        );
        expect(Math.max(...widths)).toBeLessThanOrEqual(width);
        expect(await violations(page), `${width} px`).toEqual([]);
        const picture = `${width}-${locale}-${colorScheme}.png`;
        if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, picture) });
      }
    },
  );
});

/** What stands side by side, line by line. */
function linesOfToolbar(page: Page): Promise<string[]> {
  return page.$$eval('.toolbar > :is(h1, .pause, .sort-choice, .search)', (parts) => {
    const lines = new Map<number, string>();
    for (const part of parts) {
      const { top, bottom } = part.getBoundingClientRect();
      const middle = Math.round((top + bottom) / 2);
      lines.set(middle, `${lines.get(middle) ?? ''}<${part.className || part.localName}>`);
    }
    return [...lines.values()];
  });
}
