import { authorization } from './passport.ts';

/** What the server said instead of an answer, or why it could not be asked. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** All that it said. */
    readonly body: Record<string, unknown> | null = null,
  ) {
    super(message);
  }
}

/** Asks the REST API; throws a `Refusal` where there is no answer. */
export async function ask<T>(address: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(address, { ...init, headers: headersOf(init) }).catch((cause) => {
    throw new Refusal('unreachable', String(cause?.message ?? cause));
  });
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body;
  const { reason, message } = body?.error ?? {};
  throw new Refusal(
    reason ?? `HTTP ${response.status}`,
    message ?? `HTTP ${response.status}`,
    body,
  );
}

function headersOf({ body, headers }: RequestInit): HeadersInit {
  const type = body ? { 'content-type': 'application/json' } : {};
  return { accept: 'application/json', ...authorization(), ...type, ...headers };
}
