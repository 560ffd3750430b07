// Writes a brotli sibling for every text asset of dist/, so that the server sends bytes that were
// compressed once, at the highest level, instead of compressing on every request.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
const TEXT = /\.(js|css|html|svg|json|webmanifest|txt)$/;
// Below this a compressed copy saves nothing once headers are counted.
const WORTH_BYTES = 512;

const root = new URL("../dist/", import.meta.url).pathname;
let before = 0;
let after = 0;
for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !TEXT.test(entry.name)) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = await readFile(path);
  if (bytes.length < WORTH_BYTES) continue;
  const small = await compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  await writeFile(`${path}.br`, small);
  before += bytes.length;
  after += small.length;
}
console.log(`brotli: ${(before / 1024).toFixed(0)} kB to ${(after / 1024).toFixed(0)} kB`);
