import type { MarketEvent } from './events.ts';
import type { Gap, RoomListener } from './room.ts';

/** One thing that a room told, for loops. */
export type Item<E, S = E> =
  | { readonly kind: 'event'; readonly event: E }
  | { readonly kind: 'snapshot'; readonly snapshot: S }
  | { readonly kind: 'gap'; readonly gap: Gap };

/** Items that wait for a slow loop; beyond that the oldest go, and a gap says so. */
const MOST = 10_000;

/** What a room tells, for `for await`: in order, with a limit, until the signal says stop. */
export async function* flow<E, S>(
  room: string,
  join: (listener: RoomListener) => () => void,
  signal?: AbortSignal,
): AsyncGenerator<Item<E, S>, void> {
  let waiting: Item<E, S>[] = [];
  let wake = () => {};
  let dropped = false;
  const put = (item: object) => {
    waiting.push(item as Item<E, S>);
    if (waiting.length > MOST) {
      dropped = true;
      waiting = waiting.slice(-MOST / 2);
    }
    wake();
  };
  const stop = () => wake();
  signal?.addEventListener('abort', stop);
  const leave = join({
    event: (event: MarketEvent) => put({ kind: 'event', event }),
    snapshot: (snapshot: MarketEvent) => put({ kind: 'snapshot', snapshot }),
    gap: (gap) => put({ kind: 'gap', gap }),
  });
  try {
    while (!signal?.aborted) {
      if (dropped) {
        dropped = false;
        const gap = { room, cause: 'slow', from: null, to: null, event: null };
        yield { kind: 'gap', gap };
      }
      const item = waiting.shift();
      if (item) yield item;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    leave();
  }
}
