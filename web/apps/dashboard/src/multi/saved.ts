import { Kept } from '../memory.ts';
import type { Layout } from './layout.ts';
import { readLayout } from './reading.ts';
import { ChangedElsewhere, deleteLayout, listLayouts, saveLayout } from './server.ts';

/** What this browser has. */
export interface Copy {
  /** In the order of the tabs. */
  readonly layouts: readonly Layout[];
  /** Ids of those with changes that the server does not have. */
  readonly dirty: readonly string[];
}

/** Ours and theirs, where both were changed. */
export interface Conflict {
  readonly mine: Layout;
  readonly theirs: Layout;
}

export interface Saved extends Copy {
  readonly loaded: boolean;
  /** Why the server does not keep layouts for us. */
  readonly failure: string | null;
  readonly conflict: Conflict | null;
}

const MOST = 50;
const kept = new Kept<Copy>('layouts', readCopy);

function readCopy(stored: unknown): Copy {
  const { layouts, dirty } = Object(stored) as Record<string, unknown>;
  const sound = Array.isArray(layouts) ? layouts.map(readLayout) : [];
  return {
    layouts: sound.filter((layout) => layout !== null).slice(0, MOST),
    dirty: Array.isArray(dirty) ? dirty.filter((id) => typeof id === 'string') : [],
  };
}

/** Layouts here and on the server: changed here at once, there when they are saved. */
export class Layouts {
  private shown: Saved = { ...kept.current(), loaded: false, failure: null, conflict: null };
  private readonly listeners = new Set<() => void>();

  readonly current = (): Saved => this.shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes what other tabs of this browser change; returns how to stop. */
  follow(): () => void {
    return kept.subscribe(() => this.show(kept.current()));
  }

  async load(signal: AbortSignal): Promise<void> {
    try {
      const theirs = await listLayouts(signal);
      const { conflict, ...copy } = merge(this.shown, theirs);
      this.show({ loaded: true, failure: null, conflict });
      this.put(copy);
    } catch (cause) {
      if (!signal.aborted) this.show({ loaded: true, failure: (cause as Error).message });
    }
  }

  isDirty({ id }: Layout): boolean {
    return this.shown.dirty.includes(id);
  }

  add(layout: Layout): void {
    const { layouts, dirty } = this.shown;
    this.put({ layouts: [...layouts, layout], dirty: [...dirty, layout.id] });
  }

  change(layout: Layout): void {
    const { layouts, dirty } = this.shown;
    this.put({
      layouts: layouts.map((each) => (each.id === layout.id ? layout : each)),
      dirty: [...new Set([...dirty, layout.id])],
    });
  }

  order(layouts: readonly Layout[]): void {
    this.put({ layouts, dirty: this.shown.dirty });
  }

  /** Saves it; the id it then has, or null where that failed. */
  async save(layout: Layout): Promise<string | null> {
    try {
      const saved = await saveLayout(layout);
      this.take(layout.id, saved);
      return saved.id;
    } catch (cause) {
      this.failed(layout, cause as Error);
      return null;
    }
  }

  async remove(layout: Layout): Promise<void> {
    const without = this.shown.layouts.filter(({ id }) => id !== layout.id);
    this.put({ layouts: without, dirty: this.shown.dirty });
    await deleteLayout(layout).catch(({ message }: Error) => this.show({ failure: message }));
  }

  /** Ours stands: it is saved over theirs. */
  async keepMine(): Promise<void> {
    const { conflict } = this.shown;
    if (!conflict) return;
    this.show({ conflict: null });
    await this.save({ ...conflict.mine, version: conflict.theirs.version });
  }

  takeTheirs(): void {
    const { conflict } = this.shown;
    if (!conflict) return;
    this.show({ conflict: null });
    this.take(conflict.mine.id, conflict.theirs);
  }

  private take(id: string, saved: Layout): void {
    const { layouts, dirty } = this.shown;
    this.show({ failure: null });
    this.put({
      layouts: layouts.map((each) => (each.id === id ? saved : each)),
      dirty: dirty.filter((each) => each !== id),
    });
  }

  private failed(mine: Layout, cause: Error): void {
    if (cause instanceof ChangedElsewhere && cause.theirs) {
      this.show({ conflict: { mine, theirs: cause.theirs } });
    } else this.show({ failure: cause.message });
  }

  private put(copy: Copy): void {
    const { layouts } = copy;
    const dirty = copy.dirty.filter((id) => layouts.some((layout) => layout.id === id));
    kept.set({ layouts, dirty });
    // Who follows was shown what is read back: equal, but not the same objects.
    this.show({ layouts, dirty });
  }

  private show(change: Partial<Saved>): void {
    this.shown = { ...this.shown, ...change };
    for (const listener of this.listeners) listener();
  }
}

/**
 * What this browser has with what the server has: theirs where nothing was changed here, ours where
 * only we changed it. What was saved once and is gone there is gone, unless it was changed here.
 */
export function merge(
  { layouts: mine, dirty }: Copy,
  theirs: readonly Layout[],
): Copy & { readonly conflict: Conflict | null } {
  const known = new Map(theirs.map((layout) => [layout.id, layout]));
  let conflict: Conflict | null = null;
  const layouts = mine.flatMap((layout) => {
    const there = known.get(layout.id);
    const changed = dirty.includes(layout.id);
    if (!there) return layout.version === 0 || changed ? [{ ...layout, version: 0 }] : [];
    if (!changed) return [there];
    if (there.version > layout.version) conflict ??= { mine: layout, theirs: there };
    return [layout];
  });
  const here = new Set(mine.map(({ id }) => id));
  const others = theirs.filter(({ id }) => !here.has(id));
  return { layouts: [...layouts, ...others], dirty, conflict };
}
