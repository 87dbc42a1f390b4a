import { describe, expect, test, vi } from 'vitest';
import { Stage } from '../stage.ts';
import { open, priced, prices, says, stage, symbols, text } from './visit.ts';

const UNKNOWN =
  'binance: what it trades is not known yet: cannot fetch https://api.binance.com/api/v3/exchangeInfo?showPermissionSets=false&symbolStatus=TRADING: Cannot connect to host api.binance.com:443 ssl:default [Name or service not known]';

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

  test('comes when a server says only later that its prices are simulated', async () => {
    stage.rooms.simulated = false;
    stage.markets = [];
    const page = await open({}, '', false);
    await says(page, '.pill', /^Live/);
    // Sessions that are open already were told otherwise.
    stage.rooms.simulated = true;
    stage.markets = new Stage().markets;
    stage.tick();
    await page.waitForSelector('.simulated');
    await priced(page);
  });

  test('stays while the old prices do, and goes with a server of real ones', async () => {
    const page = await open();
    await says(page, '.pill', /^Live/);
    const { markets } = stage;
    stage.rooms.simulated = false;
    stage.markets = [];
    stage.reasons = [UNKNOWN];
    const asked = stage.asked.get('/readyz') ?? 0;
    stage.rooms.drop();
    await vi.waitFor(() => expect(stage.asked.get('/readyz')).toBeGreaterThan(asked), 5000);
    await says(page, '.pill', /^Live/);
    expect(await page.locator('.simulated').isVisible()).toBe(true);
    expect(await symbols(page)).toHaveLength(20);
    stage.markets = markets;
    await page.waitForSelector('.simulated', { state: 'detached' });
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

describe('the connection behind the server', () => {
  test('that is held says so, when asked and when prices stop', async () => {
    const page = await open({}, '?stale_after=0.3');
    stage.status = { ...stage.status, connected: false, held: true };
    await says(page, '.pill', /^Exchange offline/);
    expect(await page.getAttribute('.pill', 'data-look')).toBe('delayed');
    await page.click('.pill');
    await says(page, '.beyond', /Radist is not connected to binance: disconnected on request\.$/);
  });

  test('that is broken tells its last error', async () => {
    const page = await open({ locale: 'ru-RU' }, '?stale_after=0.3');
    stage.status = { ...stage.status, connected: false, last_error: 'no route to host' };
    await says(page, '.pill', /^Биржа не на связи/);
    await page.click('.pill');
    await says(page, '.beyond', /нет связи с binance\. Последняя ошибка: no route to host$/);
  });

  test('that is silent is told from one that is gone, until prices come again', async () => {
    const page = await open({}, '?stale_after=0.3');
    await page.click('.pill');
    await says(page, '.beyond', /Radist to binance; but few prices come\.$/);
    await says(page, '.pill', /^Live, 20 stale/);
    await vi.waitFor(async () => {
      stage.tick();
      expect(await page.locator('.beyond').count()).toBe(0);
    }, 5000);
  });

  test('is not asked about while prices come', async () => {
    const page = await open({}, '', false);
    await page.clock.install();
    await page.reload();
    await vi.waitFor(async () => {
      await page.clock.runFor(20);
      expect(await page.locator('.whole:empty').count()).toBe(0);
      expect(await prices(page)).toHaveLength(20);
    }, 5000);
    await page.clock.runFor(5000);
    expect(stage.asked.get('/api/ws/status')).toBe(undefined);
  });
});

describe('when there is nothing to show', () => {
  test('a failed list says what failed, and Retry loads it', async () => {
    stage.aboutStatus = 503;
    const page = await open({}, '', false);
    await says(page, '.message', /did not load[\s\S]*HTTP 503/);
    // Time stands still, and with it the page asks once more at most.
    await page.clock.install();
    const asked = stage.asked.get('/readyz') ?? 0;
    await vi.waitFor(() => expect(stage.asked.get('/readyz')).toBeGreaterThan(asked), 5000);
    stage.aboutStatus = 200;
    await page.click('text=Retry');
    await page.waitForSelector('.body .row');
  });

  test.each([
    ['en-US', 200, /^No markets yet: the exchange has not said[\s\S]*says: .*cannot fetch/],
    ['ru-RU', 503, /^Рынков пока нет: биржа ещё не сообщила[\s\S]*сервера: .*cannot fetch/],
  ] as const)(
    '%s: before the exchange is known (about: %i) the page says why, and fills itself',
    async (locale, status, why) => {
      stage.aboutStatus = status;
      stage.reasons = [UNKNOWN];
      const { markets } = stage;
      stage.markets = [];
      const page = await open({ locale }, '', false);
      await says(page, '.message', why);
      stage.aboutStatus = 200;
      stage.reasons = [];
      stage.markets = markets;
      stage.tick();
      await priced(page);
      expect(await symbols(page)).toHaveLength(20);
    },
  );

  test('a server without markets says so', async () => {
    stage.markets = [];
    const page = await open({}, '', false);
    await says(page, '.message', /follows no markets/);
  });
});

describe('finding and ordering', () => {
  test('f goes to the filter, which the address remembers', async () => {
    const page = await open();
    await page.keyboard.press('f');
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
