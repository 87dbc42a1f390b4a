// How the page stands 5,000 updates a second, beside a table as one writes it first.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { Feed, symbols } from './feed.mjs';

const SECONDS = Number(process.env.RADIST_SECONDS ?? 60);
const MINUTES = Number(process.env.RADIST_MINUTES ?? 10);
const WARM_MS = 5000;
const EXECUTABLE = process.env.RADIST_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const here = (name) => join(import.meta.dirname, name);

/** The table that is compared with, as one page. */
async function naivePage() {
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'es2022', lib: { entry: here('naive.jsx'), formats: ['es'] } },
  });
  const code = made.flat()[0].output[0].code.replaceAll('</script', '<\\/script');
  return `<!doctype html><div id="root"></div><script type="module">${code}</script>`;
}

/** A tile with 500 prices, of which about 40 are in sight, one chart and one book. */
function layout() {
  const tile = (kind) => ({ kind, exchange: 'binance', symbol: symbols[0], interval: '1m' });
  const tiles = ['tickers', 'chart', 'book'].map(tile);
  const one = { id: 'local-1', name: 'Measured', preset: '1+2', tiles, sync: {}, version: 0 };
  return JSON.stringify({ layouts: [one], dirty: ['local-1'] });
}

const share = (values, part) => [...values].sort((a, b) => a - b)[Math.floor(values.length * part)];
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function metrics(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

async function heap(session) {
  await session.send('HeapProfiler.collectGarbage');
  return (await metrics(session)).JSHeapUsedSize / 1e6;
}

async function measure(browser, url, feed) {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  await context.addInitScript({ content: readFileSync(here('probe.js'), 'utf-8') });
  await context.addInitScript((kept) => localStorage.setItem('radist.layouts', kept), layout());
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // In processor time of the thread: what others on the machine take is not counted.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  await page.waitForFunction(() => window.probe.first !== null, null, { timeout: 60_000 });
  await page.waitForTimeout(WARM_MS);
  const [before, sent, began] = [await metrics(session), feed.sent, performance.now()];
  await page.evaluate(() =>
    Object.assign(window.probe, { frames: [], long: [], waits: { book: [], chart: [] } }),
  );
  await page.waitForTimeout(SECONDS * 1000);
  const after = await metrics(session);
  const probe = await page.evaluate(() => window.probe);
  const seconds = (performance.now() - began) / 1000;
  const part = (name) => ((after[name] - before[name]) / seconds) * 100;
  const figures = {
    'events sent, per second': (feed.sent - sent) / seconds,
    'frames per second, mean': 1000 / mean(probe.frames),
    'frame, p99, ms': share(probe.frames, 0.99),
    'tasks over 50 ms': probe.long.length,
    'longest task, ms': Math.max(0, ...probe.long),
    'main thread, % of a core': part('TaskDuration'),
    'of it scripts': part('ScriptDuration'),
    'of it style and layout': part('RecalcStyleDuration') + part('LayoutDuration'),
    'first price, ms': probe.first,
    'book: received to screen, p95, ms': share(probe.waits.book, 0.95),
    'chart: received to screen, p95, ms': share(probe.waits.chart, 0.95),
  };
  return { figures, page, session, context };
}

async function growth({ page, session }) {
  const before = await heap(session);
  await page.waitForTimeout(MINUTES * 60_000);
  return (await heap(session)) - before;
}

const feed = new Feed(await naivePage());
const url = await feed.start();
const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
const load = loadavg()[0];
const ours = await measure(browser, `${url}/multi`, feed);
if (MINUTES > 0) ours.figures[`heap after ${MINUTES} more minutes, MB`] = await growth(ours);
await ours.context.close();
const naive = await measure(browser, `${url}/naive`, feed);
await browser.close();
feed.stop();

const told = (value) => (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(1));
console.log(
  `${browser.version?.() ?? ''} load before ${load.toFixed(1)}, after ${loadavg()[0].toFixed(1)}`,
);
console.log('| | the page | naive table |\n|---|---|---|');
for (const [name, value] of Object.entries(ours.figures)) {
  console.log(`| ${name} | ${told(value)} | ${told(naive.figures[name])} |`);
}
