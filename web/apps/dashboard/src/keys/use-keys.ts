import { useEffect, useRef, useSyncExternalStore } from 'react';
import { settings } from '../settings.ts';
import { type Group, isTaken, type Key, KeyMap } from './key-map.ts';

const keyMap = new KeyMap();

/** Keys that work for as long as this is on the page; the cheat sheet lists them under `title`. */
export function useKeys(title: string, keys: readonly Key[]): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const written = JSON.stringify(keys);
  useEffect(() => {
    const known: readonly Key[] = JSON.parse(written);
    const run = (at: number) => (event: KeyboardEvent) => latest.current[at]?.run(event);
    return keyMap.register(
      title,
      known.map((key, at) => ({ ...key, run: run(at) })),
    );
  }, [title, written]);
}

export function useKeyGroups(): readonly Group[] {
  return useSyncExternalStore(keyMap.subscribe, keyMap.current);
}

/** Listens to the keyboard; once, by the shell. */
export function useKeyboard(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isTaken(event) || document.querySelector('dialog:modal')) return;
      if (keyMap.pressed(event, settings.current().keys, event.timeStamp)) event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}
