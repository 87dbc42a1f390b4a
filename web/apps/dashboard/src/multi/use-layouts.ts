import { useEffect, useState, useSyncExternalStore } from 'react';
import { useServer } from '../server.tsx';
import { useWords } from '../words/language.tsx';
import { newLayout, type Tile } from './layout.ts';
import { unpackLayout } from './reading.ts';
import { Layouts, type Saved } from './saved.ts';
import { multiWords } from './words.ts';

/** An id of this browser; the server gives another when it is saved. Pages without TLS have no `randomUUID`. */
export const newId = (): string => `local-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;

/** The layouts for as long as the page is open; there is always one. */
export function useLayouts(): [Layouts, Saved] {
  const [layouts] = useState(() => new Layouts());
  const saved = useSyncExternalStore(layouts.subscribe, layouts.current);
  const words = useWords(multiWords);
  const { about } = useServer();
  useEffect(() => layouts.follow(), [layouts]);
  useEffect(() => {
    const stop = new AbortController();
    void layouts.load(stop.signal);
    return () => stop.abort();
  }, [layouts]);
  const wanted = saved.loaded && saved.layouts.length === 0;
  useEffect(() => {
    if (!wanted) return;
    const tiles = (about?.markets ?? []).slice(0, 4).map(({ exchange, symbol }): Tile => {
      return { kind: 'chart', exchange, symbol, interval: '1m' };
    });
    layouts.add(newLayout(newId(), words.name(1), tiles));
  }, [layouts, wanted, about, words]);
  return [layouts, saved];
}

/** Takes a layout that came with a link; returns its id. */
export function takeShared(layouts: Layouts, packed: string): string | null {
  const layout = unpackLayout(packed, newId());
  if (layout) layouts.add(layout);
  return layout?.id ?? null;
}
