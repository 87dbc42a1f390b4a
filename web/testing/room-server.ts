/** The fake server of `@radist/client/testing` on real sockets. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeServer, type Wire } from '@radist/client/testing';
import { type WebSocket, WebSocketServer } from 'ws';

export const PATH = '/api/v1/websocket/ws';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export class RoomServer extends FakeServer {
  private readonly http: Server;

  constructor(answer: Answer = (_, response) => response.writeHead(404).end()) {
    super();
    this.http = createServer(answer);
    const sockets = new WebSocketServer({ server: this.http, path: PATH });
    sockets.on('connection', (socket) => this.accept(wireOf(socket)));
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(port, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}${PATH}`;
  }

  async stop(): Promise<void> {
    this.drop();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

function wireOf(socket: WebSocket): Wire {
  const wire: Wire = {
    onclose: () => {},
    ontext: () => {},
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    cut: () => socket.terminate(),
  };
  socket.on('close', () => wire.onclose());
  socket.on('error', () => {});
  socket.on('message', (text) => wire.ontext(String(text)));
  return wire;
}
