import { Kept } from './memory.ts';

/** The token which this browser shows to the server; null is nobody in particular. */
export const passport = new Kept<string | null>('token', (stored) =>
  typeof stored === 'string' && stored ? stored : null,
);

/** Who asks, as a header. */
export function authorization(): Record<string, string> {
  const token = passport.current();
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** Shows another token from now on: everything of the page is asked for anew. */
export function showToken(token: string): void {
  passport.set(token.trim() || null);
  location.reload();
}
