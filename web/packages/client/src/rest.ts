import { NotConnected, RequestError } from './errors.ts';
import type { paths } from './generated/rest.ts';
import type { Credentials } from './token.ts';

/** Where there is something to be asked for. */
export type Path = {
  [P in keyof paths]: paths[P] extends { get: object } ? P : never;
}[keyof paths];

/** What is asked for there, beside the address. */
export type QueryOf<P extends string> = P extends Path
  ? paths[P] extends { get: { parameters: { query?: infer Q } } }
    ? Q
    : never
  : Query;

/** What is answered there. */
export type AnswerOf<P extends string> = P extends Path
  ? paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer A } } } } }
    ? A
    : unknown
  : unknown;

/** `null` is nobody in particular; a throw of AuthError ends the tries. */
export type Token = string | (() => string | null | Promise<string | null>);

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What is asked for beside the address. */
export interface Asking<Q = Query> {
  readonly query?: Q;
  readonly signal?: AbortSignal | null;
}

/** REST of the node: questions at any time, commands only while the connection is live. */
export interface Rest {
  get<P extends string>(path: P, asking?: Asking<QueryOf<P>>): Promise<AnswerOf<P>>;
  /** Done once, however often it is asked for with the same `key`. */
  post<T = unknown>(path: string, content?: unknown, key?: string): Promise<T>;
  delete<T = unknown>(path: string): Promise<T>;
}

export interface RestContext {
  /** Scheme, host and port of REST. */
  readonly base: string;
  readonly fetch: typeof fetch | undefined;
  readonly credentials: Pick<Credentials, 'isAsked' | 'known' | 'current'>;
  isLive(): boolean;
}

/** Who asks, as a header. */
export async function authorization(token: Promise<string | null>) {
  const shown = await token;
  return shown ? { authorization: `Bearer ${shown}` } : {};
}

export function restOf(context: RestContext): Rest {
  const { base, fetch = globalThis.fetch, credentials } = context;
  const ask = async (path: string, { query = {}, ...rest }: Asking & RequestInit) => {
    const call = async (token: Promise<string | null>) => {
      const headers = { ...rest.headers, ...(await authorization(token)) };
      return fetch(base + path + search(query), { ...rest, headers });
    };
    const response = await call(credentials.known());
    const isOver = response.status === 401 && credentials.isAsked;
    return answer(isOver ? await call(credentials.current()) : response);
  };
  const command = async (path: string, init: RequestInit) => {
    if (!context.isLive()) throw new NotConnected(`not connected, so ${path} was not asked for`);
    return ask(path, init as Asking) as Promise<never>;
  };
  return {
    get: (path: string, asking: Asking<never> = {}) => ask(path, asking) as Promise<never>,
    post: (path, content, key = newKey()) => {
      const body = JSON.stringify(content ?? {});
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      return command(path, { method: 'POST', body, headers });
    },
    delete: (path) => command(path, { method: 'DELETE' }),
  };
}

/** Pages without TLS have no `randomUUID`. */
export function newKey(): string {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function search(query: Query): string {
  const told = Object.entries(query).filter(([, value]) => value != null);
  const pairs = told.map(([name, value]) => [name, String(value)]);
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
}

async function answer(response: Response): Promise<unknown> {
  const content = await response.json().catch(() => null);
  if (response.ok && content !== null) return content;
  const { reason = 'no_json', message = `HTTP ${response.status}` } = content?.error ?? {};
  throw new RequestError(response.status, reason, message);
}
