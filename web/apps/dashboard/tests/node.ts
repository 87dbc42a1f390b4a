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

/** So many of the last lines are kept. */
const MOST_LINES = 40;

export class RadistNode {
  private process: ChildProcess | undefined;
  /** What it said last. */
  private said: readonly string[] = [];
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
    if (!(await this.says('stop with'))) this.fail('did not start');
    return this;
  }

  /** Ends it; one that has ended by itself is no success. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    const { process } = this;
    this.process = undefined;
    if (!process) return;
    const { exitCode, signalCode } = process;
    if (exitCode !== null || signalCode !== null) this.fail(`was gone (${exitCode ?? signalCode})`);
    process.kill(signal);
    await once(process, 'exit');
  }

  /** Hears what it says for as long as it runs; whether these words are among it. */
  private says(words: string): Promise<boolean> {
    this.said = [];
    const lines = createInterface({ input: this.process?.stderr as never });
    return new Promise((resolve) => {
      lines.on('line', (line) => {
        this.said = [...this.said.slice(1 - MOST_LINES), line];
        if (line.includes(words)) resolve(true);
      });
      lines.once('close', () => resolve(false));
    });
  }

  private fail(how: string): never {
    throw new Error(`the node ${how}: ${this.said.join('\n')}`);
  }
}
