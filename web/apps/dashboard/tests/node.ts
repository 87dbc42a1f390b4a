/** A real node with its own simulated exchange, in a process of its own, at ports that stay. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The command `radist`. */
export const PROGRAM =
  process.env.RADIST ?? join(import.meta.dirname, '../../../../.venv/bin/radist');

/** So many ports that nobody listens to, no two of them the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** A node takes each RADIST_… for a setting, and those of the tests are none. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !name.startsWith('RADIST_'));
  return Object.fromEntries(ours);
}

export class RadistNode {
  private process: ChildProcess | undefined;
  private ports: readonly number[] | undefined;
  /** What it keeps is its own. */
  private folder: string | undefined;

  /** `--demo` has an exchange of its own, and with it a market that begins anew with each start. */
  constructor(private readonly settings: readonly string[] = ['--demo']) {}

  get url(): string {
    return `http://127.0.0.1:${this.ports?.[0]}/`;
  }

  /** Again at the same ports, if it ran before. */
  async start(): Promise<this> {
    this.ports ??= await freePorts(2);
    const [http, websocket] = this.ports;
    this.folder ??= await mkdtemp(join(tmpdir(), 'radist-'));
    const kept = ['--set', `store.url=sqlite:///${join(this.folder, 'radist.db')}`];
    const ports = ['--set', `http.port=${http}`, '--set', `websocket.port=${websocket}`];
    this.process = spawn(PROGRAM, ['serve', ...this.settings, ...ports, ...kept], {
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const said: string[] = [];
    for await (const line of createInterface({ input: this.process.stderr as never })) {
      said.push(line);
      if (line.includes('stop with')) {
        this.process.stderr?.resume();
        return this;
      }
    }
    throw new Error(`the node did not start: ${said.join('\n')}`);
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const { process } = this;
    if (process?.exitCode !== null || process.signalCode !== null) return;
    process.kill(signal);
    await once(process, 'exit');
  }
}
