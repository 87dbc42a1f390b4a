import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Frames } from '../../src/frames.ts';
import { changeSettings } from '../../src/settings.ts';

let frames: Frames;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (turn: (now: number) => void) =>
    setTimeout(() => turn(performance.now()), 16),
  );
  vi.stubGlobal('reportError', vi.fn());
  changeSettings({ speed: 'normal' });
  frames = new Frames();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** How often a widget draws in a second in which news comes every 5 ms. */
function drawsInASecond(widget: 'table' | 'book'): number {
  const draw = vi.fn();
  const job = frames.join(widget, draw);
  for (let at = 0; at < 200; at += 1) {
    job.request();
    vi.advanceTimersByTime(5);
  }
  return draw.mock.calls.length;
}

test('each widget draws at its own pace', () => {
  expect(drawsInASecond('table')).toBeLessThanOrEqual(11);
  expect(drawsInASecond('book')).toBeGreaterThan(11);
});

test('the reader makes all of them calm, or as fast as frames come', () => {
  changeSettings({ speed: 'calm' });
  expect(drawsInASecond('book')).toBeLessThanOrEqual(3);
  changeSettings({ speed: 'fast' });
  expect(drawsInASecond('table')).toBeGreaterThan(45);
});

test('nothing is drawn while paused; what came is counted, and drawn after it', () => {
  const draw = vi.fn();
  const leave = frames.subscribe(() => {});
  const job = frames.join('table', draw);
  frames.toggle();
  job.request(3);
  job.request();
  vi.advanceTimersByTime(2000);
  expect(draw).not.toHaveBeenCalled();
  expect(frames.current()).toMatchObject({ paused: true, missed: 4 });
  frames.toggle();
  vi.advanceTimersByTime(20);
  expect(draw).toHaveBeenCalledOnce();
  expect(frames.current()).toMatchObject({ paused: false, missed: 0 });
  leave();
});

test('updates are counted, drawn or not', () => {
  const leave = frames.subscribe(() => {});
  frames.join('table', () => {}).request(50);
  vi.advanceTimersByTime(1000);
  expect(frames.current().perSecond).toBeCloseTo(50);
  leave();
});

test('a widget that throws hurts no other', () => {
  const draw = vi.fn();
  const broken = frames.join('table', () => {
    throw new Error('broken');
  });
  const sound = frames.join('table', draw);
  broken.request();
  sound.request();
  vi.advanceTimersByTime(20);
  expect(draw).toHaveBeenCalledOnce();
  expect(reportError).toHaveBeenCalledOnce();
});

test('who has left is not drawn any more', () => {
  const draw = vi.fn();
  const job = frames.join('table', draw);
  job.request();
  job.leave();
  vi.advanceTimersByTime(20);
  expect(draw).not.toHaveBeenCalled();
});
