import type { Alert, Definition, Trigger } from '@radist/client';
import { ask, Refusal } from '../rest.ts';

const ALERTS = '/api/v1/alerts';
const TARGETS = `${ALERTS}/targets`;

/** The server has another version than ours; null where it cannot be read. */
export class ChangedElsewhere extends Error {
  constructor(readonly theirs: Alert | null) {
    super('changed elsewhere');
  }
}

/** Makes it; the same `key` again makes no other. */
export function createAlert(definition: Definition, key: string): Promise<Alert> {
  return tell('POST', '', definition, { 'idempotency-key': key });
}

export async function changeAlert(
  id: string,
  definition: Definition,
  version: number,
): Promise<Alert> {
  try {
    return await tell('PUT', placeOf(id), { ...definition, version });
  } catch (cause) {
    if (!(cause instanceof Refusal) || cause.code !== 'changed') throw cause;
    throw new ChangedElsewhere((cause.body?.alert as Alert | undefined) ?? null);
  }
}

export const removeAlert = (id: string) => tell('DELETE', placeOf(id));
export const pauseAlert = (id: string) => tell<Alert>('POST', `${placeOf(id)}/pause`, {});
export const resumeAlert = (id: string) => tell<Alert>('POST', `${placeOf(id)}/resume`, {});
export const snoozeAlert = (id: string, seconds: number) =>
  tell<Alert>('POST', `${placeOf(id)}/snooze`, { seconds });
export const testAlert = (id: string) =>
  tell<{ readonly trigger: Trigger }>('POST', `${placeOf(id)}/test`, {});

/** What an alert would say, and when it would have fired. */
export interface Preview {
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly would_have_fired: number;
  readonly times: readonly string[];
  readonly since: string;
  /** Whether the history reaches so far back. */
  readonly complete: boolean;
  readonly reason: string;
}

export function previewAlert(definition: Definition, signal: AbortSignal): Promise<Preview> {
  return tell('POST', '/preview', definition, {}, signal);
}

/** Where alerts can be sent. */
export interface Target {
  readonly name: string;
  readonly kind: string;
  readonly source: 'builtin' | 'config' | 'api';
  readonly url?: string | null;
  /** Why nothing gets there now. */
  readonly fault?: string;
}

export const listTargets = (signal: AbortSignal) =>
  ask<{ readonly targets: readonly Target[] }>(TARGETS, { signal });
export const addWebhook = (name: string, url: string) =>
  tell<Target & { readonly secret: string }>('POST', '/targets', { name, kind: 'webhook', url });
export const removeTarget = (name: string) => tell('DELETE', `/targets${placeOf(name)}`);
export const testTarget = (name: string) =>
  tell<{ readonly trigger: Trigger }>('POST', `/targets${placeOf(name)}/test`, {});

export interface HistoryQuery {
  readonly alert: string;
  readonly result: string;
  /** Texts in ISO 8601; empty is unbounded. */
  readonly from: string;
  readonly to: string;
}

export interface HistoryPage {
  readonly triggers: readonly Trigger[];
  /** Where the next page begins; null is the end. */
  readonly next: string | null;
}

export function askHistory(
  wanted: HistoryQuery,
  before: string | null,
  limit: number,
  signal?: AbortSignal,
): Promise<HistoryPage> {
  const pairs = Object.entries({ ...wanted, before: before ?? '', limit: String(limit) });
  const query = new URLSearchParams(pairs.filter(([, value]) => value !== ''));
  return ask(`${ALERTS}/history?${query}`, signal ? { signal } : {});
}

const placeOf = (id: string) => `/${encodeURIComponent(id)}`;

function tell<T = unknown>(
  method: string,
  path: string,
  content?: object,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<T> {
  return ask<T>(ALERTS + path, {
    method,
    headers,
    ...(content ? { body: JSON.stringify(content) } : {}),
    ...(signal ? { signal } : {}),
  });
}
