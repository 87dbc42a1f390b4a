/** EventSource as others made it: what a connection misses, the next one brings. */
import { EventSource } from 'eventsource';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openChromium } from '../apps/dashboard/tests/browser/chromium.ts';
import { Radist } from './radist.ts';

const STREAM = '/api/v1/sse?topics=trade.binance.BTC/USDT,trade.binance.ETH/USDT';
const CUTS = 4;
const PATIENCE = { timeout: 40_000, interval: 50 };

interface Frame {
  readonly type: string;
  readonly room: string;
  readonly epoch: string;
  readonly seq: number;
  readonly prev: number;
  readonly recovered?: boolean;
  readonly reason?: string;
  readonly data: { readonly id: string };
}
/** Opens a stream, and asks for what it has heard so far. */
type Open = (url: string) => Promise<() => Promise<Frame[]>>;

const radist = new Radist();
let chromium: Browser;

beforeAll(async () => {
  await radist.start();
  chromium = await openChromium();
});
afterAll(async () => {
  await chromium?.close();
  await radist.stop();
});

const byNpm: Open = async (url) => {
  const heard: Frame[] = [];
  const source = new EventSource(url + STREAM);
  source.onmessage = ({ data }) => heard.push(JSON.parse(data));
  sources.push(() => source.close());
  return async () => heard;
};

const byChromium: Open = async (url) => {
  const page = await chromium.newPage();
  await page.goto(`${url}/healthz`);
  await page.evaluate((stream) => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    new globalThis.EventSource(stream).onmessage = ({ data }) => heard.push(data);
  }, STREAM);
  sources.push(() => void page.close());
  return async () => {
    const heard = await page.evaluate(() => (globalThis as never as { heard: string[] }).heard);
    return heard.map((data) => JSON.parse(data));
  };
};
const sources: (() => void)[] = [];

const opened = (heard: Frame[]) => heard.filter(({ type }) => type === 'subscribed');
const trades = (heard: Frame[]) => heard.filter(({ type }) => type === 'trade');

/** Each frame names the one before it, and each trade has the next id. */
function expectWhole(heard: Frame[]): void {
  const seqs = new Map<string, number>();
  const ids = new Map<string, number>();
  for (const { type, room, seq, prev, data, recovered } of heard) {
    if (type === 'subscribed' && !recovered) {
      seqs.set(room, seq);
      ids.delete(room);
    } else if (type === 'subscribed') expect(seq).toBe(seqs.get(room));
    else if (type === 'trade') {
      expect([room, prev, seq]).toEqual([room, seqs.get(room), prev + 1]);
      seqs.set(room, seq);
      const id = Number(data.id);
      expect(id).toBe((ids.get(room) ?? id - 1) + 1);
      ids.set(room, id);
    } else expect(type).toBe('heartbeat');
  }
}

describe.each([
  ['npm eventsource', byNpm],
  ['Chromium', byChromium],
])('%s', (_, open) => {
  test('hears every trade once, however often the connection is reset', async () => {
    const listen = await open(radist.url);
    for (let cut = 0; cut < CUTS; cut++) {
      const before = trades(await listen()).length;
      await vi.waitFor(async () => {
        const heard = await listen();
        expect(opened(heard).length).toBe(2 * (cut + 1));
        expect(trades(heard).length).toBeGreaterThan(before + 5);
      }, PATIENCE);
      radist.cut();
    }
    await vi.waitFor(async () => {
      expect(opened(await listen()).length).toBe(2 * (CUTS + 1));
    }, PATIENCE);
    const heard = await listen();
    expect(opened(heard).map(({ recovered }) => recovered)).toEqual([
      ...[undefined, undefined],
      ...Array(2 * CUTS).fill(true),
    ]);
    expectWhole(heard);
    for (const close of sources.splice(0)) close();
  });

  test('is told that something is missing when the node was killed', async () => {
    const listen = await open(radist.url);
    await vi.waitFor(
      async () => expect(trades(await listen()).length).toBeGreaterThan(5),
      PATIENCE,
    );
    await radist.kill();
    await radist.start();
    await vi.waitFor(async () => {
      const heard = await listen();
      expect(opened(heard).length).toBe(4);
      expect(trades(heard).at(-1)?.seq).toBeGreaterThan(opened(heard)[3]?.seq ?? Infinity);
    }, PATIENCE);
    const heard = await listen();
    const [first, , again, other] = opened(heard);
    expect([again, other].map((room) => room?.reason)).toEqual(['epoch', 'epoch']);
    expect(again?.epoch).not.toBe(first?.epoch);
    expectWhole(heard);
    for (const close of sources.splice(0)) close();
  });
});
