// Builds the client and the page in memory and fails when one outgrows its budget.
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';

const root = new URL('..', import.meta.url).pathname;

/** Brotli bytes of what Vite makes, by kind of file. */
async function measure(config) {
  const result = await build({ logLevel: 'silent', ...config });
  const { output } = [result].flat()[0];
  const bytes = { js: 0, css: 0 };
  for (const { fileName, code, source } of output) {
    const kind = fileName.endsWith('.css') ? 'css' : fileName.endsWith('.js') ? 'js' : null;
    if (kind) bytes[kind] += brotliCompressSync(code ?? source).length;
  }
  return bytes;
}

/** A package alone, as an application would bundle it; what it stands on is left out. */
function lib(name, external = []) {
  return measure({
    configFile: false,
    root,
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      minify: 'oxc',
      lib: { entry: `packages/${name}/src/index.ts`, formats: ['es'], fileName: name },
      rolldownOptions: { external, output: { minify: true } },
    },
  });
}

const client = await lib('client');
const react = await lib('react', ['react', 'react/jsx-runtime', '@radist/client']);
const page = await measure({
  configFile: `${root}apps/dashboard/vite.config.ts`,
  build: { write: false },
});

const budgets = [
  ['@radist/client', client.js, 8],
  ['@radist/react', react.js, 3],
  ['page, scripts', page.js, 150],
  ['page, styles', page.css, 20],
];
for (const [name, bytes, limit] of budgets) {
  const kb = (bytes / 1024).toFixed(1).padStart(6);
  const over = bytes > limit * 1024;
  if (over) process.exitCode = 1;
  console.log(`${kb} of ${limit} KB brotli  ${name}${over ? '  OVER BUDGET' : ''}`);
}
