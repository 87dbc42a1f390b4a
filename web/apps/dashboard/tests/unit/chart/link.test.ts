import { expect, test, vi } from 'vitest';
import { Links } from '../../../src/chart/link.ts';

const listener = () => ({ hover: vi.fn(), range: vi.fn() });

test('charts tell the others, never themselves, and only what is wanted', () => {
  const links = new Links({ crosshair: true, range: false });
  const [one, other] = [listener(), listener()];
  links.of(0).join(one);
  links.of(1).join(other);
  links.of(0).hover(60);
  links.of(0).range({ from: 0, to: 60 });
  expect(other.hover.mock.calls).toEqual([[60]]);
  expect(one.hover).not.toHaveBeenCalled();
  expect(other.range).not.toHaveBeenCalled();
  links.want({ crosshair: false, range: true });
  links.of(1).range({ from: 0, to: 60 });
  expect(one.range.mock.calls).toEqual([[{ from: 0, to: 60 }]]);
});

test('what a chart says while it follows is no news', () => {
  const links = new Links({ crosshair: true, range: true });
  const echo = { hover: (time: number | null) => links.of(1).hover(time), range: vi.fn() };
  const first = listener();
  links.of(0).join(first);
  links.of(1).join(echo);
  links.of(2).hover(60);
  expect(first.hover).toHaveBeenCalledTimes(1);
});

test('who left is told nothing', () => {
  const links = new Links({ crosshair: true, range: true });
  const one = listener();
  links.of(0).join(one)();
  links.of(1).hover(60);
  expect(one.hover).not.toHaveBeenCalled();
});
