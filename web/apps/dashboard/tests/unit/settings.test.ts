import { expect, test } from 'vitest';
import { MOST_TABS, readSettings, settings } from '../../src/settings.ts';

test.each([
  null,
  5,
  'dark',
  [],
  { theme: 'pink', zone: 'Mars/Olympus', up: 'url(x)', tabs: 'all' },
])('%j in the store is as if nobody chose', (stored) => {
  expect(readSettings(stored)).toEqual(readSettings(null));
});

test('what was chosen is kept, the rest is as usual', () => {
  const chosen = { theme: 'light', zone: 'Europe/Riga', keys: false, up: '#112233' };
  expect(readSettings({ ...chosen, unknown: 1 })).toEqual({ ...readSettings(null), ...chosen });
});

test('the bar of a phone has one tab at least, and no more than fit', () => {
  expect(readSettings({ tabs: [] }).tabs).toHaveLength(MOST_TABS);
  expect(readSettings({ tabs: ['health', 'nothing'] }).tabs).toEqual(['health']);
});

test('a browser that keeps nothing still takes a choice', () => {
  settings.set({ ...settings.current(), density: 'compact' });
  expect(settings.current().density).toBe('compact');
});
