import { useCallback, useSyncExternalStore } from 'react';
import { changeSettings, settings } from './settings.ts';

export type Theme = 'dark' | 'light';

/** Colours as canvas code wants them; `styles/tokens.css` is where they are from. */
export interface Tokens {
  readonly theme: Theme;
  /** Up is hollow and down is filled, in one colour. */
  readonly mono: boolean;
  readonly ground: string;
  readonly panel: string;
  readonly raised: string;
  readonly line: string;
  readonly control: string;
  readonly text: string;
  readonly second: string;
  readonly muted: string;
  readonly up: string;
  readonly down: string;
  readonly accent: string;
  readonly warning: string;
  readonly font: string;
}

const COLOURS = [
  ...['ground', 'panel', 'raised', 'line', 'control', 'text', 'second', 'muted'],
  ...['up', 'down', 'accent', 'warning', 'font'],
];

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();
let tokens: Tokens | null = null;

/** Puts the settings on the page: once before the first render, so that nothing flashes, then on each change. */
export function wearSettings(): void {
  dress();
  settings.subscribe(dress);
  system.addEventListener('change', dress);
}

function theme(): Theme {
  const { theme } = settings.current();
  if (theme !== 'system') return theme;
  return system.matches ? 'dark' : 'light';
}

function dress(): void {
  const { palette, density, up, down } = settings.current();
  const { dataset, style } = document.documentElement;
  dataset.theme = theme();
  dataset.palette = palette;
  dataset.density = density;
  for (const [name, value] of Object.entries({ '--up': up, '--down': down })) {
    if (palette === 'custom') style.setProperty(name, value);
    else style.removeProperty(name);
  }
  tokens = null;
  for (const listener of listeners) listener();
}

function readTokens(): Tokens {
  const style = getComputedStyle(document.documentElement);
  const read = COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  const mono = settings.current().palette === 'mono';
  return { theme: theme(), mono, ...Object.fromEntries(read) };
}

function currentTokens(): Tokens {
  tokens ??= readTokens();
  return tokens;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The colours on the page now; another object when the theme or the palette changes. */
export function useTokens(): Tokens {
  return useSyncExternalStore(subscribe, currentTokens);
}

export function useTheme(): [Theme, () => void] {
  const now = useSyncExternalStore(subscribe, theme);
  const toggle = useCallback(() => {
    changeSettings({ theme: theme() === 'dark' ? 'light' : 'dark' });
  }, []);
  return [now, toggle];
}
