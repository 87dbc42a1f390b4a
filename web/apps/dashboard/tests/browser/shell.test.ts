/** What stands around the pages: search, keys, settings, favourites, the drawer. */
import { describe, expect, test, vi } from 'vitest';
import { open, priced, says, stage, symbols } from './visit.ts';

describe('the search', () => {
  test('finds what the page shows and what is traded beside it, and goes there', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('ze');
    await says(page, '.found', /^ZEC\/USDT\s+binance\s+ZEN\/USDT/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/s/binance/ZEN-USDT');
    expect(await page.getAttribute('nav a[aria-current]', 'href')).toBe('/s/binance/ZEN-USDT');
    await page.goBack();
    await priced(page);
  });

  test('says that it found nothing, and Escape gives the keyboard back', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('nothing here');
    await says(page, '.found', /No market matches “nothing here”/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForURL('**/health');
  });
});

describe('keys', () => {
  test('are listed for the page that is open, and do what the list says', async () => {
    const page = await open();
    await page.keyboard.press('?');
    await says(page, '#keys', /Everywhere[\s\S]*Go to[\s\S]*Markets[\s\S]*Mark as a favourite/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await says(page, 'h1', /^Alerts$/);
    await page.keyboard.press('?');
    expect(await page.innerText('#keys')).not.toContain('favourite');
  });

  test('can be switched off: arrows, Enter and Escape go on working', async () => {
    const page = await open();
    await page.click('[aria-label="Settings"]');
    await page.click('text=Single keys do things');
    await page.keyboard.press('Escape');
    await page.focus('.body .row');
    for (const key of ['g', 'a', 's', 'Space']) await page.keyboard.press(key);
    expect(new URL(page.url()).pathname).toBe('/');
    expect(await page.locator('.star [aria-pressed="true"]').count()).toBe(0);
    expect(await page.getAttribute('.pause', 'aria-pressed')).toBe('false');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await says(page, '.drawer h2', /^ETH\/USDT/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.drawer', { state: 'detached' });
  });
});

describe('settings', () => {
  test('take effect at once and stay', async () => {
    const page = await open({ timezoneId: 'Europe/Riga' });
    await page.click('[aria-label="Settings"]');
    await page.getByLabel('Up and down').selectOption('custom');
    await says(page, '.custom', /Told apart: without green\s+33 ✓ well/);
    await page.getByLabel('Rows').selectOption('compact');
    await page.getByLabel('Time zone').selectOption('UTC');
    await page.keyboard.press('Escape');
    await says(page, '.clock', /UTC$/);
    await page.reload();
    await priced(page);
    const look = await page.evaluate(() => {
      const { palette, density } = document.documentElement.dataset;
      const row = document.querySelector('.body .row');
      return { palette, density, height: row?.getBoundingClientRect().height };
    });
    expect(look).toEqual({ palette: 'custom', density: 'compact', height: 28 });
  });

  test('choose the tabs of a phone', async () => {
    const page = await open({ viewport: { width: 375, height: 740 } });
    const tabs = () => page.locator('.bottom-bar a').allInnerTexts();
    expect(await tabs()).toEqual(['Markets', 'Chart', 'Book', 'Alerts', 'Trade']);
    await page.click('[aria-label="Settings"]');
    await page.locator('.ticks').getByText('Trade').click();
    await page.locator('.ticks').getByText('Health').click();
    await page.keyboard.press('Escape');
    expect(await tabs()).toEqual(['Markets', 'Chart', 'Book', 'Alerts', 'Health']);
    await page.click('.bottom-bar a:last-child');
    await says(page, 'h1', /^Feed health$/);
  });
});

describe('favourites', () => {
  test('are marked by s or by the star, and have a tab of their own', async () => {
    const page = await open();
    await page.click('.tabs button:first-child');
    await says(page, '.message', /No favourites yet\. Press s on any row\./);
    await page.click('text=Show all');
    await page.focus('.body .row');
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page.locator('.star button').nth(3).click();
    await page.click('.tabs button:first-child');
    await vi.waitFor(async () => expect(await symbols(page)).toEqual(['ETH', 'SOL']));
    await page.reload();
    await priced(page);
    expect(await symbols(page)).toEqual(['ETH', 'SOL']);
  });
});

describe('the drawer', () => {
  test('follows the keyboard, shows the last trades and what did not come', async () => {
    const page = await open();
    await page.focus('.body .row');
    await page.keyboard.press('Enter');
    await says(page, '.drawer h2', /^BTC\/USDT/);
    await says(page, '.drawer .hint', /No trade yet/);
    for (const id of ['1', '2']) {
      stage.rooms.publish('trade.binance.BTC/USDT', trade(id, id === '1' ? 'buy' : 'sell'));
    }
    await vi.waitFor(async () => {
      expect(await page.locator('.trades tbody tr').allInnerTexts()).toEqual([
        expect.stringMatching(/▼ 67,012\.40\s+0\.5$/),
        expect.stringMatching(/▲ 67,012\.40\s+0\.5$/),
      ]);
    }, 5000);
    stage.rooms.publish('trade.binance.BTC/USDT', { ...trade('3', 'buy'), type: 'gap' });
    await says(page, '.trades', /Some trades were not received/);
    await page.keyboard.press('j');
    await says(page, '.drawer h2', /^ETH\/USDT/);
    expect(page.url()).toContain('open=ticker.binance.ETH%2FUSDT');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/s/binance/ETH-USDT');
  });
});

describe('a long table', () => {
  test('has only the rows that can be seen, and the keyboard reaches all of them', async () => {
    stage.markets = Array.from({ length: 500 }, (_, at) => [`A${at}/USDT`, 10 + at, 0.01, 1e6]);
    const page = await open();
    expect(await page.locator('.body .row').count()).toBeLessThan(60);
    expect(await page.getAttribute('.markets', 'aria-rowcount')).toBe('501');
    await page.focus('.body .row');
    await page.keyboard.press('End');
    const here = () => page.evaluate(() => document.activeElement?.getAttribute('data-room'));
    await vi.waitFor(async () => expect(await here()).toBe('ticker.binance.A499/USDT'), 5000);
    expect(await page.locator('.body .row').count()).toBeLessThan(60);
    await page.keyboard.press('k');
    expect(await here()).toBe('ticker.binance.A498/USDT');
    await page.keyboard.press('Home');
    await vi.waitFor(async () => expect(await here()).toBe('ticker.binance.A0/USDT'), 5000);
  });
});

function trade(id: string, side: string) {
  const now = Date.now() * 1000;
  const plain = { type: 'trade', exchange: 'binance', symbol: 'BTC/USDT', native: 'BTCUSDT' };
  return {
    ...plain,
    id,
    side,
    price: 67012.4,
    quantity: 0.5,
    time_exchange: now,
    time_received: now,
  };
}
