/** Whether two colours can be read and told apart, also by eyes that see fewer of them. */
type Triple = readonly [number, number, number];

/** How eyes see that lack one kind of cone entirely (Machado, Oliveira and Fernandes 2009). */
const EYES = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deutan: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritan: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
} as const;
export type Eyes = keyof typeof EYES;
export const ALL_EYES = Object.keys(EYES) as Eyes[];

/** Text needs this contrast, and small things of two colours this difference. */
export const LEAST_CONTRAST = 4.5;
export const LEAST_DIFFERENCE = 20;

/** From 1 to 21, as WCAG counts it. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** CIEDE2000 between two colours as these eyes see them. */
export function difference(one: string, other: string, eyes: Eyes): number {
  return ciede2000(lab(seen(one, eyes)), lab(seen(other, eyes)));
}

function luminance(colour: string): number {
  const [r, g, b] = linear(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Light of each kind in `#rrggbb`, 0 to 1. */
function linear(colour: string): Triple {
  const part = (at: number) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function seen(colour: string, eyes: Eyes): Triple {
  return times(EYES[eyes], linear(colour)).map((part) => Math.min(1, Math.max(0, part))) as never;
}

function times(matrix: readonly number[], [x, y, z]: Triple): number[] {
  const row = (at: number) =>
    (matrix[at] ?? 0) * x + (matrix[at + 1] ?? 0) * y + (matrix[at + 2] ?? 0) * z;
  return [row(0), row(3), row(6)];
}

const TO_XYZ = [
  0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.072175, 0.0193339, 0.119192, 0.9503041,
];

function lab(rgb: Triple): Triple {
  const [x = 0, y = 0, z = 0] = times(TO_XYZ, rgb);
  const bend = (value: number) =>
    value > 216 / 24389 ? Math.cbrt(value) : (value * (24389 / 27) + 16) / 116;
  const [fx, fy, fz] = [bend(x / 0.95047), bend(y), bend(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const hue = (a: number, b: number) => ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;

/** Sharma, Wu and Dalal 2005. */
function ciede2000([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const stretch = 1.5 - 0.5 * Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7));
  const [c1, c2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)];
  const [h1, h2] = [hue(a1 * stretch, b1), hue(a2 * stretch, b2)];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(radians(turn / 2));
  const h = grey ? h1 + h2 : (h1 + turn / 2 + 360) % 360;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const { sl, sc, sh, rt } = weights(l, c, h);
  const [dL, dC] = [(l2 - l1) / sl, (c2 - c1) / sc];
  return Math.sqrt(dL ** 2 + dC ** 2 + (dH / sh) ** 2 + rt * dC * (dH / sh));
}

function weights(l: number, c: number, h: number) {
  const cos = (times: number, shift: number) => Math.cos(radians(times * h + shift));
  const t = 1 - 0.17 * cos(1, -30) + 0.24 * cos(2, 0) + 0.32 * cos(3, 6) - 0.2 * cos(4, -63);
  const cone = 30 * Math.exp(-(((h - 275) / 25) ** 2));
  return {
    sl: 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2),
    sc: 1 + 0.045 * c,
    sh: 1 + 0.015 * c * t,
    rt: -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin(radians(2 * cone)),
  };
}
