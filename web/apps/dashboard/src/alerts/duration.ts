export type Unit = 'second' | 'minute' | 'hour' | 'day';

export const SECONDS: Readonly<Record<Unit, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
};
export const UNITS = Object.keys(SECONDS) as readonly Unit[];

/** The largest unit of which it is a whole number: 900 is 15 minutes, 90 is 90 seconds. */
export function inUnits(seconds: number): readonly [count: number, unit: Unit] {
  const fitting = UNITS.filter((unit) => seconds > 0 && seconds % SECONDS[unit] === 0);
  const unit = fitting.at(-1) ?? 'second';
  return [seconds / SECONDS[unit], unit];
}
