import { isInterval } from '../chart/intervals.ts';
import {
  choosePreset,
  type Layout,
  PRESETS,
  type PresetId,
  SYNCS,
  TILE_KINDS,
  type Tile,
  type TileKind,
  tidyName,
} from './layout.ts';

const MOST_TILES = 16;
const LONGEST = 80;
type Fields = Record<string, unknown>;

/** What came from the server, from a link or from storage: a sound layout, or null. */
export function readLayout(value: unknown): Layout | null {
  if (!isFields(value)) return null;
  const { id, name, preset, tiles, sync, locked, version } = value;
  if (!isWord(id) || typeof name !== 'string' || !isPreset(preset)) return null;
  const layout: Layout = {
    id,
    name: tidyName(name) || id,
    preset,
    tiles: readTiles(tiles),
    sync: readSync(sync),
    locked: locked === true,
    version: typeof version === 'number' && Number.isSafeInteger(version) ? version : 0,
  };
  return choosePreset(layout, preset);
}

function readTiles(tiles: unknown): Tile[] {
  return Array.isArray(tiles) ? tiles.slice(0, MOST_TILES).map(readTile) : [];
}

function readTile(value: unknown): Tile {
  const { kind, exchange, symbol, interval } = isFields(value) ? value : {};
  const named = isWord(exchange) && isWord(symbol);
  return {
    kind: TILE_KINDS.includes(kind as TileKind) ? (kind as TileKind) : 'chart',
    exchange: named ? exchange : '',
    symbol: named ? symbol : '',
    interval: isInterval(interval) ? interval : '1m',
  };
}

function readSync(value: unknown): Layout['sync'] {
  const given = isFields(value) ? value : {};
  return Object.fromEntries(SYNCS.map((sync) => [sync, given[sync] === true])) as Layout['sync'];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name without spaces or control characters, of bearable length. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST && /^[^\s\p{C}]+$/u.test(value);
}

function isPreset(value: unknown): value is PresetId {
  return PRESETS.some(({ id }) => id === value);
}

/** A whole layout in an address, for a link to send. */
export function packLayout({ name, preset, tiles, sync }: Layout): string {
  const packed = {
    n: name,
    p: preset,
    t: tiles.map(({ kind, exchange, symbol, interval }) => [kind, exchange, symbol, interval]),
    s: SYNCS.map((each) => Number(sync[each])).join(''),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(packed));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** The layout of a link; null if it is none. */
export function unpackLayout(text: string, id: string): Layout | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const { n, p, t, s } = JSON.parse(new TextDecoder().decode(bytes));
    const tiles = t.map(([kind, exchange, symbol, interval]: unknown[]) => {
      return { kind, exchange, symbol, interval };
    });
    const sync = Object.fromEntries(SYNCS.map((each, at) => [each, String(s)[at] === '1']));
    return readLayout({ id, name: n, preset: p, tiles, sync });
  } catch {
    return null;
  }
}
