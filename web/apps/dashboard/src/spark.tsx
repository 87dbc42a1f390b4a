/** A line without axes: where a number came from. */
interface SparkProps {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly className?: string;
}

export function Spark({ values, width, height, className = '' }: SparkProps) {
  const path = sparkPath(values, width, height);
  return (
    <svg
      className={`spark ${className}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path d={path} />
      <circle r="1.5" {...endOf(path)} />
    </svg>
  );
}

/** Room for half the line and for the dot at its end. */
const EDGE = 2;

/** The line through the values from the left edge to the right one; nothing of fewer than two. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const across = (width - 2 * EDGE) / (known.length - 1);
  const tall = height - 2 * EDGE;
  const point = (value: number, at: number) => {
    const up = high > low ? (value - low) / (high - low) : 0.5;
    return `${(EDGE + at * across).toFixed(1)} ${(EDGE + (1 - up) * tall).toFixed(1)}`;
  };
  return `M${known.map(point).join('L')}`;
}

/** The last point of a line. */
export function endOf(path: string): { cx: string; cy: string } {
  const [cx = '-9', cy = '-9'] = path.slice(1).split('L').at(-1)?.split(' ') ?? [];
  return path ? { cx, cy } : { cx: '-9', cy: '-9' };
}
