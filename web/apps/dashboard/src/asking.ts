import { backoffMs } from '@radist/client';

const BACKOFF = { minMs: 1000, maxMs: 10_000 };
/** An answer that takes longer is not coming. */
const PATIENCE_MS = 10_000;

/** Asks the server, and again ever more rarely until `isEnough`. Returns how to stop. */
export function keepAsking<Answer>(
  ask: (signal: AbortSignal) => Promise<Answer>,
  isEnough: (answer: Answer) => boolean,
  firstAfterMs = 0,
): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout>;
  let attempt = 0;
  const next = async () => {
    const answer = await ask(AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE_MS)]));
    if (stop.signal.aborted || isEnough(answer)) return;
    timer = setTimeout(next, backoffMs(BACKOFF, attempt));
    attempt += 1;
  };
  if (firstAfterMs > 0) timer = setTimeout(next, firstAfterMs);
  else void next();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
