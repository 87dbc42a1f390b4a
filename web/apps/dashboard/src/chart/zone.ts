const DAY = 86_400;
const QUARTER = 900;

export function isZone(zone: unknown): zone is string {
  if (typeof zone !== 'string' || zone.length > 60) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * The chart library knows UTC only, so bars are moved once, here, to where a clock of the zone
 * would read the same. Where that clock is set back an hour comes twice; the second one is moved
 * on by seconds, since times must grow. What is written is always the true time.
 */
export class Zone {
  private readonly parts: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();
  private readonly truth = new Map<number, number>();
  private last = Number.NEGATIVE_INFINITY;

  constructor(readonly name: string) {
    this.parts = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Moves a whole row, oldest first. */
  moveAll(times: readonly number[]): number[] {
    this.truth.clear();
    this.last = Number.NEGATIVE_INFINITY;
    return times.map((time) => this.move(time));
  }

  /** Moves the newest time, which may be the last one again. */
  move(time: number): number {
    if (this.truth.get(this.last) === time) return this.last;
    const moved = Math.max(time + this.offset(time), this.last + 1);
    this.truth.set(moved, time);
    this.last = moved;
    return moved;
  }

  /** The true time of a moved one. */
  back(moved: number): number {
    return this.truth.get(moved) ?? moved - this.offset(moved);
  }

  /** Seconds ahead of UTC at a true time. */
  offset(time: number): number {
    const day = Math.floor(time / DAY) * DAY;
    const [start, end] = [this.at(day), this.at(day + DAY)];
    // On the one day in which it changes, it does so at a quarter of an hour.
    return start === end ? start : this.at(Math.floor(time / QUARTER) * QUARTER);
  }

  private at(time: number): number {
    const known = this.offsets.get(time);
    if (known !== undefined) return known;
    const read: Record<string, number> = {};
    for (const { type, value } of this.parts.formatToParts(time * 1000)) read[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - time;
    this.offsets.set(time, offset);
    return offset;
  }
}
