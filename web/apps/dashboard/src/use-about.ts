import { useCallback, useEffect, useState } from 'react';
import { type About, fetchAbout } from './about.ts';
import { keepAsking } from './asking.ts';
import { fetchReasons } from './upstream.ts';

export interface Load {
  /** What the server last said of itself; null before it did. */
  readonly about: About | null;
  /** Why it could not be asked. */
  readonly failure: string | null;
  /** Why it has no markets, in its own words. */
  readonly reasons: readonly string[];
}

/** What the server says about itself, asked until it knows its markets; `reload` asks at once. */
export function useAbout(): [Load, () => void] {
  const [load, setLoad] = useState<Load>({ about: null, failure: null, reasons: [] });
  const [wish, setWish] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another wish is another question
  useEffect(() => {
    const heard = (answer: Load) => {
      setLoad((before) => latest(before, answer));
      return hasMarkets(answer);
    };
    return keepAsking(ask, heard);
  }, [wish]);
  const reload = useCallback(() => setWish((count) => count + 1), []);
  return [load, reload];
}

async function ask(signal: AbortSignal): Promise<Load> {
  const asked = await fetchAbout(signal).then(
    (about) => ({ about, failure: null }),
    (cause: Error) => ({ about: null, failure: cause.message }),
  );
  const reasons = asked.about?.markets.length ? [] : await fetchReasons(signal);
  return { ...asked, reasons };
}

/** A server that has just started does not know yet: what is on the page stays until it does. */
function latest(before: Load, answer: Load): Load {
  const keep = hasMarkets(before) && !hasMarkets(answer);
  return { ...answer, about: keep ? before.about : (answer.about ?? before.about) };
}

function hasMarkets({ about }: Load): boolean {
  return about !== null && about.markets.length > 0;
}
