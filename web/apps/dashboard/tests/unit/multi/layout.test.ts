import { describe, expect, test } from 'vitest';
import {
  changeTile,
  choosePreset,
  duplicate,
  newLayout,
  PRESETS,
  reorder,
  shownTiles,
  switchSync,
  type Tile,
  tidyName,
} from '../../../src/multi/layout.ts';
import { packLayout, readLayout, unpackLayout } from '../../../src/multi/reading.ts';

const tile = (symbol: string, interval: Tile['interval'] = '1m'): Tile => {
  return { kind: 'chart', exchange: 'binance', symbol, interval };
};
const layout = newLayout('one', 'Majors', [tile('BTC/USDT'), tile('ETH/USDT', '5m')]);
const symbols = ({ tiles }: { tiles: readonly Tile[] }) => tiles.map(({ symbol }) => symbol);

describe('a layout', () => {
  test('has as many tiles as its preset', () => {
    expect(symbols(layout)).toEqual(['BTC/USDT', 'ETH/USDT', '', '']);
    expect(PRESETS.map(({ id }) => shownTiles(choosePreset(layout, id)).length)).toEqual(
      PRESETS.map(({ tiles }) => tiles),
    );
  });

  test('brings tiles back that a smaller preset had no room for', () => {
    const back = choosePreset(choosePreset(layout, '1'), '4');
    expect(back).toEqual(layout);
  });

  test('changes one tile alone', () => {
    expect(symbols(changeTile(layout, 0, { symbol: 'SOL/USDT' }))).toEqual([
      ...['SOL/USDT', 'ETH/USDT', '', ''],
    ]);
  });

  test('changes the symbol or the interval of all where they go along', () => {
    const along = switchSync(layout, 'symbol', 0);
    expect(symbols(along)).toEqual(['BTC/USDT', 'BTC/USDT', '', '']);
    const changed = changeTile(along, 1, { symbol: 'SOL/USDT', exchange: 'binance_usdm' });
    expect(changed.tiles.slice(0, 2)).toMatchObject(
      Array(2).fill({ symbol: 'SOL/USDT', exchange: 'binance_usdm' }),
    );
    expect(changed.tiles.map(({ interval }) => interval)).toEqual(['1m', '5m', '1m', '1m']);
    const intervals = switchSync(layout, 'interval', 1).tiles.map(({ interval }) => interval);
    expect(intervals.slice(0, 2)).toEqual(['5m', '5m']);
  });

  test('keeps everything when a sync is switched off', () => {
    const off = switchSync(switchSync(layout, 'symbol', 0), 'symbol', 1);
    expect(off.sync.symbol).toBe(false);
    expect(symbols(off)).toEqual(['BTC/USDT', 'BTC/USDT', '', '']);
  });

  test('is another one when it was duplicated, with the same content', () => {
    const copy = duplicate({ ...layout, version: 5 }, 'two', 'Copy');
    expect(copy).toMatchObject({ id: 'two', name: 'Copy', version: 0, tiles: layout.tiles });
  });

  test('moves in its list', () => {
    expect(reorder(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(reorder(['a', 'b', 'c'], 2, -5)).toEqual(['c', 'a', 'b']);
    expect(reorder(['a'], 7, 0)).toEqual(['a']);
  });
});

describe('a layout from elsewhere', () => {
  test('is read as it was', () => {
    expect(readLayout(JSON.parse(JSON.stringify({ ...layout, version: 3 })))).toEqual({
      ...layout,
      version: 3,
    });
  });

  test.each([
    null,
    'x',
    [],
    {},
    { ...layout, id: '' },
    { ...layout, id: 'a b' },
    { ...layout, id: 'x'.repeat(200) },
    { ...layout, name: 5 },
    { ...layout, preset: '7' },
    { ...layout, preset: 'constructor' },
  ])('is none where it makes no sense: %j', (value) => {
    expect(readLayout(value)).toBeNull();
  });

  test('has sound tiles, whatever was in it', () => {
    const tiles = [
      { kind: 'script', exchange: 'binance', symbol: 'BTC/USDT', interval: '7m' },
      { kind: 'book', exchange: 5, symbol: 'BTC/USDT' },
      null,
      { kind: 'trades', exchange: 'a', symbol: 'b\u0000c' },
      ...Array(40).fill(tile('X/Y')),
    ];
    const read = readLayout({ ...layout, tiles, sync: { symbol: 'yes', range: true } });
    expect(read?.tiles.length).toBe(16);
    expect(read?.tiles[0]).toEqual(tile('BTC/USDT'));
    expect(read?.tiles.slice(1, 4).map(({ symbol }) => symbol)).toEqual(['', '', '']);
    expect(read?.sync).toEqual({ symbol: false, interval: false, crosshair: false, range: true });
  });

  test('has a name that people can read', () => {
    expect(tidyName('  a\u0000b\u202ec\n\n d ')).toBe('a b c d');
    expect(tidyName('я'.repeat(300)).length).toBe(60);
    expect(readLayout({ ...layout, name: '\u200b' })?.name).toBe('one');
  });

  test('comes by link, whatever is in its name', () => {
    const named = { ...layout, name: 'Мои <b>"&? 😀' };
    const packed = packLayout(named);
    expect(packed).toMatch(/^[\w-]+$/);
    expect(unpackLayout(packed, 'one')).toEqual(named);
    for (const broken of ['', '!', packed.slice(3), btoa('{}'), btoa('{"t":[null]}')]) {
      expect(unpackLayout(broken, 'one')).toBeNull();
    }
  });
});
