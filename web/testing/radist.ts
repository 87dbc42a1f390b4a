/** A real node with simulated prices, in a process of its own, and a road to it that can be cut. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = process.env.RADIST ?? join(import.meta.dirname, '../../.venv/bin/radist');
const ANY_PORT = ['--set', 'http.port=0', '--set', 'websocket.port=0'];

export class Radist {
  private process: ChildProcess | undefined;
  private port = 0;
  private readonly sockets = new Set<Socket>();
  private readonly road = createServer((socket) => this.join(socket));

  /** `settings` are those of the environment. */
  constructor(private readonly settings: Readonly<Record<string, string>> = {}) {}

  /** Where clients go: it stays the same when the node is another one. */
  get url(): string {
    return `http://127.0.0.1:${(this.road.address() as AddressInfo).port}`;
  }

  /** The port of its rooms over WebSocket. */
  async rooms(): Promise<number> {
    const response = await fetch(`${this.url}/api/v1/about`);
    return (await response.json()).websocket.port;
  }

  async start(): Promise<void> {
    if (!this.road.listening) {
      this.road.listen(0, '127.0.0.1');
      await once(this.road, 'listening');
    }
    this.process = spawn(PROGRAM, ['serve', '--demo', ...ANY_PORT], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...this.settings },
    });
    for await (const line of createInterface({ input: this.process.stderr as never })) {
      const found = /REST, SSE: \S+:(\d+)/.exec(line);
      if (found) this.port = Number(found[1]);
      if (line.includes('stop with')) break;
    }
    this.process.stderr?.resume();
    if (!this.port) throw new Error('the node did not start');
  }

  /** Resets every connection, wherever in the stream it is. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Ends the process at once, as a crash does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGINT');
    this.cut();
    this.road.close();
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { process } = this;
    if (process?.exitCode === null && process.signalCode === null) {
      process.kill(signal);
      await once(process, 'exit');
    }
  }

  private join(client: Socket): void {
    const node = connect(this.port, '127.0.0.1');
    for (const [socket, other] of [
      [client, node],
      [node, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
