/** Both packages as others get them: packed, installed into new apps, built, and seen in a browser. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { options } from '../apps/dashboard/tests/browser/chromium.ts';
import { Radist } from '../testing/radist.ts';
import { SECRET, tokenOf } from '../testing/token.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const [FAST, LONG] = [60_000, 600_000];

const radist = new Radist({ RADIST_AUTH__SECRET: SECRET, RADIST_AUTH__ANONYMOUS: 'true' });
let folder: string;
let tarballs: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fresh-'));
  for (const name of ['client', 'react']) {
    const cwd = join(HERE, '../packages', name);
    await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd });
  }
  const packed = await readdir(folder);
  tarballs = packed.sort().map((file) => join(folder, file));
  await radist.start();
}, FAST);

afterAll(async () => {
  await radist.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A new app with the packages in it, built. */
async function build(kind: 'vite' | 'next', sources: string): Promise<string> {
  const app = join(folder, kind);
  await cp(join(HERE, kind), app, { recursive: true });
  await cp(join(HERE, 'shared'), join(app, sources, 'shared'), { recursive: true });
  const quiet = ['--no-fund', '--no-audit', '--no-save', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['install', ...quiet, ...tarballs], { cwd: app });
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  await run('npm', ['run', 'build'], { cwd: app, env, maxBuffer: 1 << 24 }).catch((failure) => {
    throw new Error(`${kind} does not build:\n${failure.stdout}\n${failure.stderr}`);
  });
  return app;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Serves a built app, and looks at it until everything is there. */
async function expectAlive(app: string, command: string[]): Promise<void> {
  const port = await freePort();
  const [program, ...rest] = command;
  const server = spawn(join(app, 'node_modules/.bin', program as string), [...rest, `${port}`], {
    cwd: app,
    stdio: 'ignore',
  });
  try {
    await look(`http://localhost:${port}`);
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}

/** What the apps know as this machine's ports 8000 and 8001 is the node of this test. */
async function look(url: string): Promise<void> {
  const node = new URL(radist.url);
  const rules = `MAP localhost:8000 ${node.host}, MAP localhost:8001 127.0.0.1:${await radist.rooms()}`;
  const { executablePath, args } = options();
  const browser = await chromium.launch({
    executablePath,
    args: [...args, `--host-resolver-rules=${rules}`],
  });
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    await expect
      .poll(
        () =>
          page.goto(`${url}?token=${tokenOf('alice')}`).then(
            () => true,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    const text = (selector: string) => page.locator(selector).innerText();
    const seen = (selector: string, pattern: RegExp) =>
      expect.poll(() => text(selector), { timeout: 30_000 }).toMatch(pattern);
    await seen('#shared-prices', /BTC: \$\d+\.\d\d\s+ETH: \$\d+\.\d\d/);
    await seen('#own-price', /BTC: \$\d+\.\d\d/);
    await seen('#hooks', /all there/);
    await seen('.radist-updates', /BTC\/USDT\s+[\d,.]+/);
    await seen('.radist-trading', /Orders are off/);
    await expect
      .poll(() => tell().then(() => text('#token-price')), { timeout: 30_000 })
      .toBe('0.5 12.5');
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
  }
}

/** Tells the rooms of the platform something, as a back end does. */
async function tell(): Promise<void> {
  const headers = {
    authorization: `Bearer ${tokenOf('back-end', 'broadcast')}`,
    'content-type': 'application/json',
  };
  for (const [type, data] of [
    ['price_update', { token_mint: 'token_mint_address', price: '0.5' }],
    ['portfolio_update', { user_id: 'alice', cash: '12.5' }],
  ]) {
    const body = JSON.stringify({ type, data });
    const path = '/api/v1/websocket/broadcast';
    const response = await fetch(radist.url + path, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
  }
}

test('a new Vite app with React 18', { timeout: LONG }, async () => {
  const app = await build('vite', 'src');
  await expectAlive(app, ['vite', 'preview', '--port']);
});

test('a new Next.js app with React 19, rendered on a server first', { timeout: LONG }, async () => {
  const app = await build('next', 'app');
  await expectAlive(app, ['next', 'start', '--port']);
});
