import { beforeEach, expect, test, vi } from 'vitest';
import { KeyMap } from '../../src/keys/key-map.ts';

let map: KeyMap;
beforeEach(() => {
  map = new KeyMap();
});

const press = (key: string, now = 0, { code = '', singleKeys = true } = {}) =>
  map.pressed({ key, code } as KeyboardEvent, singleKeys, now);

function key(keys: string | string[], answer?: unknown) {
  const run = vi.fn(() => answer);
  return { keys, label: String(keys), run };
}

test('a key does what it was registered for, until it is not any more', () => {
  const star = key('s');
  const leave = map.register('Markets', [star]);
  expect(press('s')).toBe(true);
  leave();
  expect(press('s')).toBe(false);
  expect(star.run).toHaveBeenCalledOnce();
});

test('the last who registered a key has it, unless it is not wanted there', () => {
  const [below, above] = [key('Escape'), key('Escape', false)];
  map.register('Everywhere', [below]);
  map.register('Markets', [above]);
  expect(press('Escape')).toBe(true);
  expect(above.run).toHaveBeenCalledOnce();
  expect(below.run).toHaveBeenCalledOnce();
});

test('two keys after one another are one, if the second is not late', () => {
  const [go, mark] = [key('g m'), key('m')];
  map.register('Go to', [go, mark]);
  press('g', 0);
  press('m', 1000);
  expect([go.run.mock.calls.length, mark.run.mock.calls.length]).toEqual([1, 0]);
  press('g', 2000);
  press('m', 4000);
  expect([go.run.mock.calls.length, mark.run.mock.calls.length]).toEqual([1, 1]);
});

test('one entry may have many keys', () => {
  const layouts = key(['1', '2', '3']);
  map.register('Multi-View', [layouts]);
  press('2');
  press('4');
  expect(layouts.run).toHaveBeenCalledOnce();
});

test('where single keys are off, only those with a name work', () => {
  const keys = [key('s'), key('Escape'), key('g m'), key('Space'), key('ArrowDown')];
  map.register('Markets', keys);
  for (const name of ['s', 'g', 'm', 'Escape', ' ', 'ArrowDown']) {
    press(name, 0, { singleKeys: false });
  }
  expect(keys.map(({ run }) => run.mock.calls.length)).toEqual([0, 1, 0, 0, 1]);
});

test.each([
  ['ы', 'KeyS', 's'],
  ['х', 'BracketLeft', '['],
  ['ь', 'KeyM', 'm'],
])('%s on a Russian keyboard is the key of the same place', (typed, code, meant) => {
  const wanted = key(meant);
  map.register('Markets', [wanted]);
  expect(press(typed, 0, { code })).toBe(true);
});

test('a Latin letter is what it says, wherever it is', () => {
  map.register('Markets', [key('s')]);
  expect(press('o', 0, { code: 'KeyS' })).toBe(false);
});

test('who lists the keys hears of each change', () => {
  const heard = vi.fn();
  map.subscribe(heard);
  map.register('Markets', [key('s')])();
  expect(heard).toHaveBeenCalledTimes(2);
  expect(map.current()).toEqual([]);
});
