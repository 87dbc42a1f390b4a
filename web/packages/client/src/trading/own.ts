import type { Radist } from '../radist.ts';
import type { RoomState } from '../room.ts';
import type { Source } from '../stores.ts';
import type { PlatformEvents } from '../topics.ts';
import { Row } from '../values.ts';
import type { FillTold, OrderUpdate } from './types.ts';

/** What the room of a user tells of their trading. */
export type OwnEvent = OrderUpdate | FillTold | PlatformEvents['portfolio_update'];

const RETRY_MS = [1000, 30_000] as const;

/** What one user has, as REST knows it and their room goes on with it. */
export abstract class OwnRow extends Row implements Source {
  /** Whether REST has answered. */
  protected known = false;
  protected error: string | null = null;
  protected state: RoomState = 'pending';
  private failures = 0;
  private asking = false;
  /** Something happened while REST was asked: its answer may be from before that. */
  private outdated = false;
  private readonly stopped = new AbortController();
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    protected readonly client: Radist,
    private readonly user: string,
    protected readonly changed: () => void,
  ) {
    super();
  }

  /** Asks REST for the whole of it. */
  protected abstract load(signal: AbortSignal): Promise<void>;

  protected abstract heard(event: OwnEvent): void;

  start(): () => void {
    const { leave } = this.client.subscribe<string>(`user_${this.user}`, {
      event: (event) => this.heard(event as unknown as OwnEvent),
      gap: () => this.refresh(),
      state: (state) => {
        // What was told between the answer of REST and the first message of the room is known to REST.
        if (state === 'live' && this.state === 'pending') this.refresh();
        this.state = state;
        this.changed();
      },
    });
    this.refresh();
    return () => {
      leave();
      this.stopped.abort();
      clearTimeout(this.retry);
    };
  }

  protected refresh(): void {
    clearTimeout(this.retry);
    this.outdated = this.asking;
    if (!this.asking) void this.ask();
  }

  private async ask(): Promise<void> {
    const { signal } = this.stopped;
    this.asking = true;
    try {
      await this.load(signal);
      this.known = true;
      this.error = null;
      this.failures = 0;
    } catch (cause) {
      if (!signal.aborted) this.failed(cause);
    }
    this.asking = false;
    if (signal.aborted) return;
    this.changed();
    if (this.outdated) this.refresh();
  }

  private failed(cause: unknown): void {
    this.error = cause instanceof Error ? cause.message : String(cause);
    const { code = 500 } = cause as { code?: number };
    if (code >= 400 && code < 500 && code !== 429) return;
    const wait = Math.min(RETRY_MS[1], RETRY_MS[0] * 2 ** this.failures);
    this.failures += 1;
    this.retry = setTimeout(() => this.refresh(), wait);
  }
}
