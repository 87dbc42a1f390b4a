/** Estimates of the way to the server and of its clock, from a few recent samples. */
export class Clock {
  private readonly sent = new Map<number, number>();
  private trips: number[] = [];
  private skews: number[] = [];

  restart(): void {
    this.sent.clear();
    this.trips = [];
    this.skews = [];
  }

  pinged(id: number, now: number): void {
    this.sent.set(id, now);
  }

  ponged(id: number, now: number): void {
    const sent = this.sent.get(id);
    if (sent === undefined) return;
    this.sent.delete(id);
    this.trips = [...this.trips.slice(-4), now - sent];
  }

  /** A server timestamp heard at `now`. */
  told(timestamp: string, now: number): void {
    const time = Date.parse(timestamp);
    if (!Number.isNaN(time)) this.skews = [...this.skews.slice(-9), time - now];
  }

  /** Median round trip. */
  get latencyMs(): number | null {
    const sorted = [...this.trips].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }

  /** Server time minus local time. The way here only ever makes it look smaller, hence the largest. */
  get skewMs(): number | null {
    return this.skews.length ? Math.max(...this.skews) : null;
  }
}
