import type { Authenticated } from './protocol.ts';
import type { Token } from './rest.ts';

/** A token is renewed so long before its end, or after four fifths of a short life. */
const EARLY_MS = 60_000;
const AGAIN_MS = 5_000;
/** The longest that a timer can wait. */
const MOST_MS = 2 ** 31 - 1;

/** Who we are, and when to say so again. */
export class Credentials {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(public token: Token | undefined) {}

  get isGiven(): boolean {
    return this.token !== undefined;
  }

  /** Whether there is somebody to ask for a newer one. */
  get isAsked(): boolean {
    return typeof this.token === 'function';
  }

  /** The token of this moment. A throw of AuthError means that there will be none. */
  async current(): Promise<string | null> {
    const { token = null } = this;
    return typeof token === 'function' ? token() : token;
  }

  /** Has `renew` called before what the server believes runs out; a text cannot be renewed. */
  believed({ expires }: Authenticated, skewMs: number, renew: () => void): void {
    this.rest();
    if (!this.isAsked) return;
    const leftMs = Date.parse(expires) - Date.now() - skewMs;
    const wait = Math.max(0, Math.max(leftMs - EARLY_MS, leftMs * 0.8));
    if (wait <= MOST_MS) this.timer = setTimeout(renew, wait);
  }

  /** What did not come is asked for again. */
  later(renew: () => void): void {
    this.timer = setTimeout(renew, AGAIN_MS);
  }

  rest(): void {
    clearTimeout(this.timer);
  }
}
