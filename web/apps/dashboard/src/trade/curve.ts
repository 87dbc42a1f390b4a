/** Equity over time: a moment in milliseconds and what the account was worth. */
export type Point = readonly [at: number, equity: number];

/** How far each point is below the highest before it, as a part of that: 0, or less. */
export function drawdownOf(points: readonly Point[]): readonly Point[] {
  let top = 0;
  return points.map(([at, equity]) => {
    top = Math.max(top, equity);
    return [at, top > 0 ? equity / top - 1 : 0];
  });
}

/** A line through points in a box, the time along its width; empty of fewer than two. */
export function lineOf(points: readonly Point[], width: number, height: number): string {
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  if (points.length < 2 || to <= from) return '';
  const values = points.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const place = ([at, value]: Point) => {
    const x = ((at - from) / (to - from)) * width;
    const y = high > low ? (1 - (value - low) / (high - low)) * height : height / 2;
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  return `M${points.map(place).join('L')}`;
}
