// Writes the types of what a node answers and tells, from its own description of both.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import openapi, { astToString } from 'openapi-typescript';

const ROOT = new URL('../../../', import.meta.url).pathname;
const PLACE = `${ROOT}web/packages/client/src/generated`;
const PROGRAM = process.env.RADIST ?? `${ROOT}.venv/bin/radist`;
const ANY_PORT = ['--set', 'http.port=0', '--set', 'websocket.port=0'];

/** The same text for the same description, whoever wrote it. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** What a node says of itself, while it is there. */
async function described() {
  const node = spawn(PROGRAM, ['serve', '--demo', ...ANY_PORT], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    for await (const line of createInterface({ input: node.stderr })) {
      const [, url] = /REST, SSE: (\S+:\d+)/.exec(line) ?? [];
      if (!url) continue;
      const ask = async (path) => (await fetch(new URL(path, url))).json();
      return [await ask('/openapi.json'), await ask('/asyncapi.json')];
    }
    throw new Error('the node did not start');
  } finally {
    node.kill('SIGINT');
    if (node.exitCode === null) await once(node, 'exit');
  }
}

async function write(name, { paths = {}, components: { schemas } }) {
  const content = { paths, components: { schemas } };
  const hash = createHash('sha256').update(canonical(content)).digest('hex');
  const info = { title: name, version: '1' };
  const tree = await openapi({ openapi: '3.1.0', info, ...content });
  const head = `// Made by \`make types\` of the description with SHA-256\n// ${hash}\n\n`;
  await writeFile(`${PLACE}/${name}.ts`, head + astToString(tree));
}

const [rest, frames] = await described();
await mkdir(PLACE, { recursive: true });
await write('rest', rest);
await write('frames', frames);
