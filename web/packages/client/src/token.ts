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

  /** What was answered last on this connection. */
  private last: Promise<string | null> | null = null;

  constructor(private token: Token | undefined) {}

  /** Another token, or another to be asked for it. */
  use(token: Token | undefined): void {
    this.token = token;
    this.last = null;
  }

  get isGiven(): boolean {
    return this.token !== undefined;
  }

  /** Whether there is somebody to ask for a newer one. */
  get isAsked(): boolean {
    return typeof this.token === 'function';
  }

  /** The token of this moment. A throw of AuthError means that there will be none. */
  current(): Promise<string | null> {
    const asked = this.ask();
    this.last = asked;
    asked.catch(() => {
      if (this.last === asked) this.last = null;
    });
    return asked;
  }

  /** The token of this connection, so that not every request asks for one. */
  known(): Promise<string | null> {
    return this.last ?? this.current();
  }

  /** Has `renew` called before what the server believes runs out; a text cannot be renewed. */
  believed({ expires }: Authenticated, skewMs: number, renew: () => void): void {
    clearTimeout(this.timer);
    if (!this.isAsked) return;
    const leftMs = Date.parse(expires) - Date.now() - skewMs;
    const wait = Math.max(0, Math.max(leftMs - EARLY_MS, leftMs * 0.8));
    if (wait <= MOST_MS) this.timer = setTimeout(renew, wait);
  }

  /** What did not come is asked for again. */
  later(renew: () => void): void {
    this.timer = setTimeout(renew, AGAIN_MS);
  }

  /** The connection is over. */
  rest(): void {
    clearTimeout(this.timer);
    this.last = null;
  }

  private async ask(): Promise<string | null> {
    const { token = null } = this;
    return typeof token === 'function' ? token() : token;
  }
}
