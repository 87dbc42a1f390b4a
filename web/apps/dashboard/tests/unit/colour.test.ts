import { expect, test } from 'vitest';
import { ALL_EYES, contrast, difference } from '../../src/settings/colour.ts';

const DARK = ['#0B0E14', '#121722', '#1A2130'];
const LIGHT = ['#FFFFFF', '#F5F7FA', '#EAEEF4'];

test('black on white has the most contrast there is', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#ffffff', '#ffffff')).toBe(1);
});

test.each([
  ['#2BB8B0', '#F2564A', DARK, [6.6, 4.8], [59, 26, 33, 68]],
  ['#0F766E', '#B91C1C', LIGHT, [4.7, 5.6], [54, 22, 30, 57]],
  ['#5AB0FF', '#FF9F43', DARK, [7.0, 7.9], [50, 52, 57, 69]],
  ['#0B5FC0', '#A84300', LIGHT, [5.3, 5.2], [48, 53, 58, 60]],
  ['#0ECB81', '#F6465D', DARK, [7.6, 4.6], [78, 26, 9, 74]],
])(
  '%s and %s: contrast and difference are what others computed',
  (up, down, surfaces, worst, apart) => {
    const least = (colour: string) =>
      Math.min(...surfaces.map((ground) => contrast(colour, ground)));
    expect([up, down].map((colour) => Number(least(colour).toFixed(1)))).toEqual(worst);
    expect(ALL_EYES.map((eyes) => Math.round(difference(up, down, eyes)))).toEqual(apart);
  },
);

test('a colour does not differ from itself', () => {
  expect(difference('#808080', '#808080', 'deutan')).toBeCloseTo(0);
});
