import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Values } from '../src/values.ts';

let frames: (() => void)[];
const frame = () => {
  for (const paint of frames.splice(0)) paint();
};
const call = (listener: () => void) => listener();

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (paint: () => void) => frames.push(paint));
});
afterEach(() => vi.unstubAllGlobals());

test('a key that changes often is told once per frame, with its last value', () => {
  const values = new Values('raf', call);
  const told: unknown[] = [];
  values.listen('a', () => told.push(values.get('a')));
  for (let value = 1; value <= 100; value += 1) values.set('a', value);
  expect(told).toEqual([]);
  frame();
  expect(told).toEqual([100]);
  frame();
  expect(told).toEqual([100]);
});

test('only listeners of changed keys are told', () => {
  const values = new Values('raf', call);
  const other = vi.fn();
  values.listen('b', other);
  values.set('a', 1);
  frame();
  expect(other).not.toHaveBeenCalled();
});

test('what is read between frames does not change', () => {
  const values = new Values('raf', call);
  values.set('a', 1);
  frame();
  values.set('a', 2);
  expect(values.get('a')).toBe(1);
  frame();
  expect(values.get('a')).toBe(2);
});

test('one frame is asked for however many keys change', () => {
  const values = new Values('raf', call);
  values.set('a', 1);
  values.set('b', 1);
  expect(frames).toHaveLength(1);
});

test('sync tells at once', () => {
  const values = new Values('sync', call);
  const told = vi.fn();
  values.listen('a', told);
  values.set('a', 1);
  expect(told).toHaveBeenCalledOnce();
});

test('a forgotten key has no value', () => {
  const values = new Values('sync', call);
  values.set('a', 1);
  values.forget('a');
  expect(values.get('a')).toBeUndefined();
});
