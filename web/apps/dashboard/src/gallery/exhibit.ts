import type { ComponentType } from 'react';
import type { Dictionary } from '../words/language.tsx';

/** What a panel shows, from values that never change. */
export interface Exhibit {
  readonly name: Dictionary<string>;
  readonly Content: ComponentType;
  /** Takes all of the width, since its looks are those of a page of that width. */
  readonly wide?: boolean;
}

/** A folder that has panels shows them in an `exhibits.tsx` of its own. */
const modules = import.meta.glob<{ readonly exhibits: readonly Exhibit[] }>('../*/exhibits.tsx', {
  eager: true,
});

export const allExhibits: readonly Exhibit[] = Object.keys(modules)
  .sort()
  .flatMap((path) => modules[path]?.exhibits ?? []);
