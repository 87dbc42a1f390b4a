import { isZone } from './chart/zone.ts';
import { Kept, useKept } from './memory.ts';

/** What can be chosen among a few; the first is what nobody chose. */
export const CHOICES = {
  theme: ['system', 'dark', 'light'],
  palette: ['classic', 'blue-orange', 'red-up', 'mono', 'custom'],
  language: ['system', 'en', 'ru'],
  density: ['normal', 'compact', 'comfortable'],
  /** How often numbers are painted: twice a second, as fast as eyes follow, each frame. */
  speed: ['normal', 'calm', 'fast'],
} as const;

/** Where the bar at the bottom of a phone may lead. */
export const TABS = ['markets', 'chart', 'book', 'alerts', 'trade', 'multi', 'health'] as const;
export type Tab = (typeof TABS)[number];
export const MOST_TABS = 5;

type Choices = { readonly [K in keyof typeof CHOICES]: (typeof CHOICES)[K][number] };

export interface Settings extends Choices {
  /** `local` or a name such as `UTC` or `Europe/Riga`. */
  readonly zone: string;
  /** Whether single keys do things. */
  readonly keys: boolean;
  /** Whether an alert is heard, and whether the system shows it. */
  readonly sound: boolean;
  readonly notify: boolean;
  /** The colours of the palette `custom`. */
  readonly up: string;
  readonly down: string;
  readonly tabs: readonly Tab[];
}

export const settings = new Kept<Settings>('settings', readSettings);

export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  return [useKept(settings), changeSettings];
}

export function changeSettings(change: Partial<Settings>): void {
  settings.set({ ...settings.current(), ...change });
}

/** Whatever was stored, by whichever version: what is not valid is as if nobody chose. */
export function readSettings(stored: unknown): Settings {
  const { zone, keys, sound, notify, up, down, tabs, ...rest } = Object(stored) as Record<
    string,
    unknown
  >;
  return {
    ...chosen(rest),
    zone: isZone(zone) ? zone : 'local',
    keys: keys !== false,
    sound: sound !== false,
    notify: notify === true,
    up: isColour(up) ? up : '#2bb8b0',
    down: isColour(down) ? down : '#f2564a',
    tabs: readTabs(tabs),
  };
}

function chosen(stored: Record<string, unknown>): Choices {
  const entries = Object.entries(CHOICES).map(([name, options]) => [
    name,
    options.find((option) => option === stored[name]) ?? options[0],
  ]);
  return Object.fromEntries(entries) as Choices;
}

function readTabs(stored: unknown): readonly Tab[] {
  const tabs = Array.isArray(stored) ? TABS.filter((tab) => stored.includes(tab)) : [];
  return (tabs.length > 0 ? tabs : TABS).slice(0, MOST_TABS);
}

function isColour(value: unknown): value is string {
  return typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value);
}
