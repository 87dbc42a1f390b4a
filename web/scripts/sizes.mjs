// Builds the packages and the page in memory and fails when one outgrows its budget.
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';

const root = new URL('..', import.meta.url).pathname;
/** What a reader of the front page waits for beside the entry. */
const FIRST_PAGE = 'src/markets/page.tsx';
/** And for a chart, a book and a tape beside that. */
const SYMBOL_PAGES = ['src/symbol/page.tsx', 'src/chart/chart-panel.tsx'];

async function outputOf(config) {
  const result = await build({ logLevel: 'silent', ...config });
  return [result].flat()[0].output;
}

const sizeOf = ({ code, source }) => brotliCompressSync(code ?? source).length;
const sum = (files) => files.reduce((total, file) => total + sizeOf(file), 0);

/** Part of a package alone, as an application would bundle it: what is loaded at once, and later.
 * What it stands on is left out. */
async function lib(entry, external = []) {
  const output = await outputOf({
    configFile: false,
    root,
    resolve: { conditions: ['source'] },
    build: {
      write: false,
      minify: 'oxc',
      lib: { entry: `packages/${entry}`, formats: ['es'], fileName: 'part' },
      rolldownOptions: { external, output: { minify: true } },
    },
  });
  const chunks = output.filter(({ type }) => type === 'chunk');
  const later = chunks.filter(({ isDynamicEntry }) => isDynamicEntry);
  return [sum(chunks) - sum(later), sum(later)];
}

/** A chunk and all that it imports at once. */
function withImports(chunks, chunk, found = new Set()) {
  if (!chunk || found.has(chunk)) return found;
  found.add(chunk);
  for (const name of chunk.imports) {
    withImports(
      chunks,
      chunks.find(({ fileName }) => fileName === name),
      found,
    );
  }
  return found;
}

const below = [
  ...['react', 'react/jsx-runtime'],
  ...['@radist/client', '@radist/client/views', '@radist/client/trading'],
];
const [client, streams] = await lib('client/src/index.ts');
const [views] = await lib('client/src/views/index.ts');
const [trade] = await lib('client/src/trading/index.ts');
const [react] = await lib('react/src/index.ts', below);
const [updates] = await lib('react/src/real-time-updates.tsx', below);
const [trading] = await lib('react/src/trading-interface.tsx', below);
const page = await outputOf({
  configFile: `${root}apps/dashboard/vite.config.ts`,
  build: { write: false },
});
const chunks = page.filter(({ type }) => type === 'chunk');
const styles = page.filter(({ fileName }) => fileName.endsWith('.css'));
const entry = chunks.find(({ isEntry }) => isEntry);
const chunkOf = (page) => {
  const found = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(page)));
  if (!found) throw new Error(`there is no ${page}`);
  return found;
};
const first = chunkOf(FIRST_PAGE);
const route = withImports(chunks, first, withImports(chunks, entry));
const symbol = new Set(SYMBOL_PAGES.flatMap((name) => [...withImports(chunks, chunkOf(name))]));

const budgets = [
  ['@radist/client', client, 8],
  ['its event streams, loaded when needed', streams, 3],
  ['@radist/client/views', views, 3],
  ['@radist/client/trading', trade, 4],
  ['@radist/react', react, 3],
  ['its two components', updates + trading, 12],
  ['page, scripts of the first route', sum([...route]), 150],
  ['page, scripts that a symbol adds', sum([...symbol].filter((chunk) => !route.has(chunk))), 65],
  ['page, all scripts', sum(chunks), 280],
  ['page, styles', sum(styles), 20],
];
for (const [name, bytes, limit] of budgets) {
  const kb = (bytes / 1024).toFixed(1).padStart(6);
  const over = bytes > limit * 1024;
  if (over) process.exitCode = 1;
  console.log(`${kb} of ${limit} KB brotli  ${name}${over ? '  OVER BUDGET' : ''}`);
}
