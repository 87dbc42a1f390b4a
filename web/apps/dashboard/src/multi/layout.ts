import type { Interval } from '../chart/intervals.ts';

/** How tiles share the page. */
export interface Preset {
  readonly id: PresetId;
  readonly tiles: number;
  /** CSS grid: columns, rows, and an area for the first tile where it is larger. */
  readonly columns: number;
  readonly rows: number;
  readonly firstRows?: number;
}

export type PresetId = '1' | '2wide' | '2tall' | '1+2' | '4' | '6' | '9' | '16';

export const PRESETS: readonly Preset[] = [
  { id: '1', tiles: 1, columns: 1, rows: 1 },
  { id: '2wide', tiles: 2, columns: 1, rows: 2 },
  { id: '2tall', tiles: 2, columns: 2, rows: 1 },
  { id: '1+2', tiles: 3, columns: 2, rows: 2, firstRows: 2 },
  { id: '4', tiles: 4, columns: 2, rows: 2 },
  { id: '6', tiles: 6, columns: 3, rows: 2 },
  { id: '9', tiles: 9, columns: 3, rows: 3 },
  { id: '16', tiles: 16, columns: 4, rows: 4 },
];

export const TILE_KINDS = ['chart', 'book', 'trades', 'tickers'] as const;
export type TileKind = (typeof TILE_KINDS)[number];

/** One place of the grid; without a symbol it is empty. */
export interface Tile {
  readonly kind: TileKind;
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
}

export const SYNCS = ['symbol', 'interval', 'crosshair', 'range'] as const;
export type Sync = (typeof SYNCS)[number];

/** Everything of a layout that is kept. */
export interface Layout {
  readonly id: string;
  readonly name: string;
  readonly preset: PresetId;
  readonly tiles: readonly Tile[];
  readonly sync: Readonly<Record<Sync, boolean>>;
  /** Nothing can be moved or changed. */
  readonly locked: boolean;
  /** What the server counts; 0 where it does not know the layout yet. */
  readonly version: number;
}

export const EMPTY_TILE: Tile = { kind: 'chart', exchange: '', symbol: '', interval: '1m' };
const NO_SYNC = { symbol: false, interval: false, crosshair: true, range: false };
const LONGEST_NAME = 60;

export function presetOf({ preset }: Pick<Layout, 'preset'>): Preset {
  return PRESETS.find(({ id }) => id === preset) ?? (PRESETS[0] as Preset);
}

export function newLayout(id: string, name: string, tiles: readonly Tile[] = []): Layout {
  const fresh = { id, name: tidyName(name), tiles, sync: NO_SYNC, locked: false, version: 0 };
  return choosePreset({ ...fresh, preset: '4' }, '4');
}

/** Tiles beyond the new preset are kept, so that going back brings them back. */
export function choosePreset(layout: Layout, id: PresetId): Layout {
  const preset = presetOf({ preset: id });
  const missing = Math.max(0, preset.tiles - layout.tiles.length);
  const tiles = [...layout.tiles, ...Array<Tile>(missing).fill(EMPTY_TILE)];
  return { ...layout, preset: id, tiles };
}

export function shownTiles(layout: Layout): readonly Tile[] {
  return layout.tiles.slice(0, presetOf(layout).tiles);
}

/** Changes one tile, and with it those that go along: symbol or interval. */
export function changeTile(layout: Layout, at: number, change: Partial<Tile>): Layout {
  const { sync } = layout;
  const { symbol, exchange, interval } = change;
  const along: Partial<Tile> = {
    ...(sync.symbol && symbol !== undefined && exchange !== undefined ? { symbol, exchange } : {}),
    ...(sync.interval && interval !== undefined ? { interval } : {}),
  };
  const tiles = layout.tiles.map((tile, index) => {
    if (index === at) return { ...tile, ...change };
    return tile.symbol === '' || tile.kind === 'tickers' ? tile : { ...tile, ...along };
  });
  return { ...layout, tiles };
}

/** Switching a sync on takes the active tile's value everywhere. */
export function switchSync(layout: Layout, sync: Sync, active: number): Layout {
  const on = !layout.sync[sync];
  const switched = { ...layout, sync: { ...layout.sync, [sync]: on } };
  const tile = layout.tiles[active];
  if (!on || !tile?.symbol || sync === 'crosshair' || sync === 'range') return switched;
  const { symbol, exchange, interval } = tile;
  return changeTile(switched, active, sync === 'symbol' ? { symbol, exchange } : { interval });
}

/** Names are shown to people: no control characters, no tricks with direction, not endless. */
export function tidyName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').replace(/\s+/g, ' ');
  return [...plain.trim()].slice(0, LONGEST_NAME).join('');
}

/** Another layout with the same tiles. */
export function duplicate(layout: Layout, id: string, name: string): Layout {
  return { ...layout, id, name: tidyName(name), version: 0 };
}

/** Moves one of a list to another place. */
export function reorder<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = [...list];
  const [moved] = rest.splice(from, 1);
  if (moved === undefined) return list;
  rest.splice(Math.max(0, Math.min(rest.length, to)), 0, moved);
  return rest;
}
