import { useMemo } from 'react';
import { Kept, useKept } from '../memory.ts';

/** Rooms of the markets which the reader marked. */
const favourites = new Kept<readonly string[]>('favourites', (stored) =>
  Array.isArray(stored) ? stored.filter((room) => typeof room === 'string') : [],
);

export function useFavourites(): ReadonlySet<string> {
  const rooms = useKept(favourites);
  return useMemo(() => new Set(rooms), [rooms]);
}

export function toggleFavourite(room: string): void {
  const rooms = favourites.current();
  favourites.set(rooms.includes(room) ? rooms.filter((known) => known !== room) : [...rooms, room]);
}
