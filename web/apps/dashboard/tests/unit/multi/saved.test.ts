// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { type Layout, newLayout } from '../../../src/multi/layout.ts';
import { Layouts, merge } from '../../../src/multi/saved.ts';

const layout = (id: string, version: number, name = id) => ({ ...newLayout(id, name), version });

test('layouts of the server come after those that are here', () => {
  const { layouts } = merge({ layouts: [layout('b', 1)], dirty: [] }, [
    layout('a', 1),
    layout('b', 1),
  ]);
  expect(layouts.map(({ id }) => id)).toEqual(['b', 'a']);
});

test('what was never saved stays', () => {
  const mine = [layout('local', 0)];
  expect(merge({ layouts: mine, dirty: ['local'] }, []).layouts).toEqual(mine);
});

test('what was not changed here is as the server has it', () => {
  const theirs = layout('a', 2, 'theirs');
  const merged = merge({ layouts: [layout('a', 1)], dirty: [] }, [theirs]);
  expect(merged).toMatchObject({ layouts: [theirs], conflict: null });
});

test('what only we changed is ours', () => {
  const mine = layout('a', 1, 'mine');
  const merged = merge({ layouts: [mine], dirty: ['a'] }, [layout('a', 1)]);
  expect(merged).toMatchObject({ layouts: [mine], conflict: null });
});

test('what both changed is a question', () => {
  const [mine, theirs] = [layout('a', 1, 'mine'), layout('a', 2, 'theirs')];
  expect(merge({ layouts: [mine], dirty: ['a'] }, [theirs]).conflict).toEqual({ mine, theirs });
});

test('what was deleted elsewhere goes, unless it was changed here', () => {
  expect(merge({ layouts: [layout('gone', 3)], dirty: [] }, []).layouts).toEqual([]);
  const kept = merge({ layouts: [layout('mine', 3)], dirty: ['mine'] }, []).layouts;
  expect(kept).toEqual([layout('mine', 0)]);
});

/** What another tab keeps, as the browser tells it to this one. */
function keptElsewhere(layouts: readonly Layout[]): void {
  localStorage.setItem('radist.layouts', JSON.stringify({ layouts, dirty: [] }));
  dispatchEvent(new StorageEvent('storage', { key: 'radist.layouts' }));
}

test('what another tab changed is shown here, and stays when this one changes something', () => {
  keptElsewhere([layout('a', 1)]);
  const layouts = new Layouts();
  const stop = layouts.follow();
  keptElsewhere([layout('a', 2, 'renamed'), layout('b', 0)]);
  expect(layouts.current().layouts.map(({ name }) => name)).toEqual(['renamed', 'b']);
  const mine = layout('c', 0);
  layouts.add(mine);
  expect(layouts.current().layouts.at(-1)).toBe(mine);
  const kept = JSON.parse(localStorage.getItem('radist.layouts') ?? '').layouts as Layout[];
  expect(kept.map(({ name }) => name)).toEqual(['renamed', 'b', 'c']);
  stop();
  keptElsewhere([]);
  expect(layouts.current().layouts).toHaveLength(3);
});
