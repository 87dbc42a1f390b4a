/** The same throws each run: a small generator of Lehmer's kind. */
export type Dice = (sides: number) => number;

export function dice(seed: number): Dice {
  let state = (seed * 7919 + 1) % 2_147_483_647;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}
