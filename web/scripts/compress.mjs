// Puts compressed copies beside the files of the built page, for the server to send as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../apps/dashboard/dist/', import.meta.url);
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

for (const name of readdirSync(dist, { recursive: true })) {
  if (!/\.(css|html|js|json|svg|webmanifest)$/.test(name)) continue;
  const file = new URL(name, dist);
  const content = readFileSync(file);
  writeFileSync(new URL(`${name}.br`, dist), brotliCompressSync(content, quality));
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(content, { level: 9 }));
}
