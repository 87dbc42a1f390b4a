import { cursorOf } from './cursor.ts';
import { AuthError } from './errors.ts';
import type { Command, Position } from './protocol.ts';
import { authorization } from './rest.ts';
import { OPEN, type Socket } from './socket.ts';

export interface StreamContext {
  /** Scheme, host and port of REST. */
  readonly base: string;
  readonly fetch: typeof fetch | undefined;
  token(): Promise<string | null>;
}

interface Wanted {
  /** Of the subscribe that waits for an answer. */
  id: number | null;
  position: Position | null;
  maxHz: number | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: frames are looked at by whoever gets them.
type Told = Record<string, any>;

/** A stream says something every 15 s. */
const HEARTBEAT_MS = 15_000;
const MOST_ROOMS = 200;
/** Rooms that are left one after another cost one new stream. */
const LATER_MS = 250;
const [LOST, REFUSED] = [1006, 3500];

/** Rooms as an event stream, in the shape of a socket: another choice of rooms is another stream. */
export class EventSocket implements Socket {
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  onerror: Socket['onerror'] = null;
  readyState = 0;
  private readonly wanted = new Map<string, Wanted>();
  private readonly over = new AbortController();
  private stream = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Where no room is wanted there is no stream to hear from. */
  private readonly beat = setInterval(() => {
    if (this.wanted.size === 0) void this.pong(0);
  }, HEARTBEAT_MS);

  constructor(private readonly context: StreamContext) {
    void this.greet();
  }

  send(text: string): void {
    const command: Command = JSON.parse(text);
    if (command.op === 'ping') void this.pong(command.id);
    else if (command.op === 'subscribe') this.subscribe(command);
    else if (command.op === 'unsubscribe') {
      for (const room of command.rooms) this.wanted.delete(room);
      this.later(LATER_MS);
    }
  }

  /** A new stream goes on where the old one was, dead or not. */
  prove(): void {
    if (this.wanted.size === 0) void this.pong(0);
    this.later(0);
  }

  close(): void {
    this.readyState = 3;
    clearTimeout(this.timer);
    clearInterval(this.beat);
    this.over.abort();
    this.stream.abort();
  }

  /** Says who answers, as the rooms would. */
  private async greet(): Promise<void> {
    try {
      const response = await this.ask('/api/v1/about');
      if (!response.ok) return this.end(LOST, `HTTP ${response.status}`);
      const { version, simulated } = await response.json();
      if (this.readyState === 3) return;
      this.readyState = OPEN;
      const session = `sse-${Math.random().toString(36).slice(2)}`;
      const rest = { heartbeat_ms: HEARTBEAT_MS, timestamp: '' };
      this.tell({ type: 'welcome', protocol: 'radist.v1', session, version, simulated, ...rest });
    } catch (cause) {
      this.failed(cause);
    }
  }

  private async pong(id: number): Promise<void> {
    const response = await this.ask('/healthz').catch(() => null);
    if (response?.ok) this.tell({ type: 'pong', id });
  }

  private subscribe({ id, rooms, since, max_hz }: Extract<Command, { op: 'subscribe' }>): void {
    for (const room of rooms) {
      const why = room.includes(',') ? 'comma' : this.wanted.size >= MOST_ROOMS && 'too_many_rooms';
      if (why && !this.wanted.has(room)) {
        const message = `an event stream cannot have ${room}: ${why}`;
        this.tell({ type: 'error', id, room, code: 400, reason: why, message });
      } else this.wanted.set(room, { id, position: since?.[room] ?? null, maxHz: max_hz });
    }
    this.later(0);
  }

  private later(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), delayMs);
  }

  private async open(): Promise<void> {
    this.stream.abort();
    this.stream = new AbortController();
    const { signal } = this.stream;
    if (this.wanted.size === 0) return;
    try {
      const response = await this.ask(`/api/v1/sse?${this.query()}`, signal);
      if (!response.ok) await this.refused(response, signal);
      else if (response.body) await this.read(response.body, signal);
    } catch (cause) {
      if (!signal.aborted) this.failed(cause);
    }
  }

  private query(): URLSearchParams {
    const query = new URLSearchParams({ topics: [...this.wanted.keys()].join(',') });
    const places = [...this.wanted].map(([room, { position }]) => [room, position] as const);
    const cursor = cursorOf(new Map(places));
    if (cursor) query.set('last_event_id', cursor);
    const paces = [...this.wanted.values()].map(({ maxHz }) => maxHz ?? Infinity);
    const most = Math.max(...paces);
    if (Number.isFinite(most)) query.set('max_hz', String(most));
    return query;
  }

  private async read(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (done) return this.end(LOST, 'the stream ended');
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop() as string;
      for (const block of blocks) this.heard(block);
    }
  }

  private heard(block: string): void {
    const lines = block.split('\n').filter((line) => line.startsWith('data: '));
    if (lines.length === 0) return;
    const frame: Told = JSON.parse(lines.map((line) => line.slice(6)).join('\n'));
    const want = this.wanted.get(frame.room);
    if (frame.type === 'subscribed' && want) this.subscribed(frame, want);
    else {
      const seq = frame.seq ?? frame.to;
      if (want?.position && seq) want.position = { epoch: want.position.epoch, seq };
      this.tell(frame);
    }
  }

  private subscribed({ id: _, ...frame }: Told, want: Wanted): void {
    const { id } = want;
    want.id = null;
    want.position = { epoch: frame.epoch, seq: frame.seq };
    // Another room was the reason for a new stream, and this one goes on: nothing to tell.
    const isNews = id !== null || frame.recovered === false;
    this.tell(isNews ? { ...frame, id } : { type: 'alive' });
  }

  /** Why there is no stream: for now, for who we are, or for one of its rooms. */
  private async refused(response: Response, signal: AbortSignal): Promise<void> {
    const { status, headers } = response;
    const { error } = await response.json().catch(() => ({}));
    const reason = error?.reason ?? `HTTP ${status}`;
    if (status === 401) this.end(REFUSED, reason);
    else if (status < 500 && status !== 429) await this.lookAtEach(reason, signal);
    else {
      const retry_after_ms = Number(headers.get('retry-after') ?? 1) * 1000;
      this.tell({ type: 'bye', code: status, reason, retry_after_ms });
      this.end(LOST, reason);
    }
  }

  /** One room can be the reason why there is none of them: those that are new are tried alone. */
  private async lookAtEach(reason: string, signal: AbortSignal): Promise<void> {
    const before = this.wanted.size;
    for (const [room, { id, position }] of [...this.wanted]) {
      if (position) continue;
      const topics = new URLSearchParams({ topics: room });
      const answer = await this.ask(`/api/v1/events?${topics}`, signal);
      if (answer.ok || answer.status >= 500) continue;
      this.wanted.delete(room);
      this.tell({ type: 'error', id, room, ...(await answer.json()).error });
    }
    if (this.wanted.size === before) this.end(LOST, reason);
    else this.later(0);
  }

  private async ask(path: string, signal = this.over.signal): Promise<Response> {
    const { base, token, fetch = globalThis.fetch } = this.context;
    const headers = await authorization(token());
    return fetch(base + path, { headers, signal, cache: 'no-store' });
  }

  private tell(frame: Told): void {
    if (this.readyState === OPEN) this.onmessage?.({ data: frame });
  }

  private failed(cause: unknown): void {
    this.end(cause instanceof AuthError ? REFUSED : LOST, String(cause));
  }

  private end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.close();
    this.onclose?.({ code, reason });
  }
}
