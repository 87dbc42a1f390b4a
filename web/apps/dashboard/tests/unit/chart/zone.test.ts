import { describe, expect, test } from 'vitest';
import { isZone, Zone } from '../../../src/chart/zone.ts';

const at = (text: string) => Date.parse(text) / 1000;
const read = (moved: number) => new Date(moved * 1000).toISOString().slice(0, 16);

describe('a time zone', () => {
  test('moves bars to what its clock shows', () => {
    expect(read(new Zone('Europe/Riga').move(at('2026-07-01T21:30:00Z')))).toBe('2026-07-02T00:30');
    expect(read(new Zone('America/New_York').move(at('2026-01-01T03:00:00Z')))).toBe(
      '2025-12-31T22:00',
    );
    expect(read(new Zone('Asia/Kathmandu').move(at('2026-01-01T00:00:00Z')))).toBe(
      '2026-01-01T05:45',
    );
    expect(new Zone('UTC').move(1234)).toBe(1234);
  });

  test('is right on both sides of a change to summer time', () => {
    const zone = new Zone('Europe/Riga');
    const [before, after] = zone.moveAll([at('2026-03-29T00:59:00Z'), at('2026-03-29T01:00:00Z')]);
    expect(read(before ?? 0)).toBe('2026-03-29T02:59');
    expect(read(after ?? 0)).toBe('2026-03-29T04:00');
  });

  test('keeps times growing where an hour comes twice, and writes the true ones', () => {
    const zone = new Zone('Europe/Riga');
    const start = at('2026-10-24T22:00:00Z');
    const times = Array.from({ length: 60 * 6 }, (_, minute) => start + minute * 60);
    const moved = zone.moveAll(times);
    moved.forEach((time, index) => {
      if (index > 0) expect(time).toBeGreaterThan(moved[index - 1] ?? time);
    });
    expect(moved.map((time) => zone.back(time))).toEqual(times);
    expect(read(moved.at(-1) ?? 0)).toBe('2026-10-25T05:59');
  });

  test('moves the newest bar once, however often it changes', () => {
    const zone = new Zone('UTC');
    zone.moveAll([60, 120]);
    expect([zone.move(120), zone.move(120), zone.move(180)]).toEqual([120, 120, 180]);
  });

  test('is one that exists', () => {
    expect(['UTC', 'Europe/Riga', '', 'Mars/Base', '<b>', 5].map(isZone)).toEqual([
      ...[true, true, false, false, false, false],
    ]);
  });
});
