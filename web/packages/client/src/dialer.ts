import { OPEN, type Socket, type SocketConstructor } from './socket.ts';
import type { Credentials } from './token.ts';

export type Transport = 'ws' | 'sse';

/** Where a node is, and what there is to reach it with. */
export interface Ways {
  readonly url: string;
  /** Scheme, host and port of REST and event streams; null where nobody said. */
  readonly http: string | null;
  readonly transport: 'auto' | Transport;
  readonly socket: SocketConstructor | undefined;
  readonly fetch: typeof fetch | undefined;
  readonly credentials: Credentials;
}

/** So many handshakes in a row fail before the other way is tried. */
const TRIES = 2;

/** Chooses between a WebSocket and an event stream. */
export class Dialer {
  transport: Transport;
  private failures = 0;

  constructor(private readonly ways: Ways) {
    this.transport = ways.transport === 'sse' ? 'sse' : 'ws';
  }

  /** An event stream stands in for the socket. */
  get mayImprove(): boolean {
    return this.ways.transport === 'auto' && this.transport === 'sse';
  }

  dial(transport = this.transport): Socket {
    const { url, http, socket, fetch, credentials } = this.ways;
    if (transport === 'sse') {
      const context = { base: http ?? '', fetch, token: () => credentials.known() };
      // Most pages never need it, so they do not load it.
      return new LaterSocket(async () => {
        const { EventSocket } = await import('./event-socket.ts');
        return new EventSocket(context);
      });
    }
    const Constructor = socket ?? (globalThis.WebSocket as unknown as SocketConstructor);
    if (!url.startsWith('http')) return new Constructor(url);
    return new LaterSocket(async () => new Constructor(await find(url, fetch)));
  }

  answered(): void {
    this.failures = 0;
  }

  failed(): void {
    this.failures += 1;
    if (this.ways.transport !== 'auto' || this.ways.http === null) return;
    if (this.failures < TRIES) return;
    this.failures = 0;
    this.transport = this.transport === 'ws' ? 'sse' : 'ws';
  }
}

/** Where a node's rooms are, as it says itself. */
async function find(http: string, fetch = globalThis.fetch): Promise<string> {
  const response = await fetch(new URL('/api/v1/about', http));
  const { websocket } = await response.json();
  const rooms = new URL(websocket.path, http);
  rooms.protocol = rooms.protocol === 'https:' ? 'wss:' : 'ws:';
  rooms.port = String(websocket.port);
  return rooms.href;
}

/** A socket for which something has to be found first. */
class LaterSocket implements Socket {
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  onerror: Socket['onerror'] = null;
  private socket: Socket | null = null;
  private closed = false;

  constructor(found: () => Promise<Socket>) {
    found().then(
      (socket) => this.use(socket),
      (cause) => this.closed || this.onclose?.({ code: 1006, reason: String(cause) }),
    );
  }

  get readyState(): number {
    return this.socket?.readyState ?? OPEN - 1;
  }

  get prove() {
    return this.socket?.prove?.bind(this.socket);
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  close(): void {
    this.closed = true;
    this.socket?.close();
  }

  private use(socket: Socket): void {
    this.socket = socket;
    socket.onmessage = (message) => this.onmessage?.(message);
    socket.onclose = (close) => this.onclose?.(close);
    socket.onerror = (error) => this.onerror?.(error);
    if (this.closed) socket.close();
  }
}
