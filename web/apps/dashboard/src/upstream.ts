import { useEffect, useState } from 'react';
import { keepAsking } from './asking.ts';
import { authorization } from './passport.ts';

/** How the server's own connection to its exchange is. */
export interface Upstream {
  readonly exchange: string;
  readonly connected: boolean;
  /** Disconnected because somebody asked for it. */
  readonly held: boolean;
  readonly last_error: string | null;
}

/** Trouble may pass by itself within this time, as it does while a page loads. */
const GRACE_MS = 1000;

async function fetchUpstream(signal: AbortSignal): Promise<Upstream | null> {
  try {
    const response = await fetch('/api/ws/status', { signal, headers: authorization() });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Why the server is not ready to serve, in its own words; nothing if it does not say. */
export async function fetchReasons(signal: AbortSignal): Promise<readonly string[]> {
  try {
    const response = await fetch('/readyz', { signal });
    const { reasons = [] } = await response.json();
    return reasons;
  } catch {
    return [];
  }
}

/** Asked for only while something looks wrong; null otherwise. */
export function useUpstream(wrong: boolean): Upstream | null {
  const [upstream, setUpstream] = useState<Upstream | null>(null);
  useEffect(() => {
    if (!wrong) return;
    const heard = (answer: Upstream | null) => {
      setUpstream(answer);
      return false;
    };
    const stop = keepAsking(fetchUpstream, heard, GRACE_MS);
    return () => {
      stop();
      setUpstream(null);
    };
  }, [wrong]);
  return upstream;
}
