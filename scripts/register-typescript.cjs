// Runs TypeScript as `ts-node/register/transpile-only` does, but keeps what ts-node made on disk:
// `npm test` starts more than a hundred processes on the same sources, and each of them would load
// the compiler and transpile them again. ts-node and TypeScript are only loaded on a miss.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { threadId } = require('node:worker_threads');

const ROOT = path.resolve(__dirname, '..');
const CACHE = path.join(ROOT, 'node_modules/.cache/typescript');

/** Whatever changes the output of one source, besides the source. */
const circumstances = [
  process.version,
  require('ts-node/package.json').version,
  require('typescript/package.json').version,
  readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8'),
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
].join('\n');

let compiler;
function transpile(source, filename) {
  compiler ??= require('ts-node').create({ cwd: ROOT, transpileOnly: true });
  return compiler.compile(source, filename);
}

/** One file for each source, replaced when the source changes: the cache does not grow. */
function keptTranspile(source, filename) {
  const place = path.join(CACHE, `${path.relative(ROOT, filename).replaceAll(path.sep, '+')}.js`);
  const key = createHash('sha256').update(`${circumstances}\n${filename}\n${source}`).digest('hex');
  const kept = read(place);
  if (kept?.startsWith(key)) return kept.slice(key.length);
  const output = transpile(source, filename);
  keep(place, key + output);
  return output;
}

function read(place) {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return undefined;
  }
}

/** Several processes race to the same name: each file appears whole, and any of them is right. */
function keep(place, text) {
  const draft = `${place}.${process.pid}.${threadId}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(draft, text);
    renameSync(draft, place);
  } catch {
    rmSync(draft, { force: true }); // a cache that cannot be written costs time, nothing else
  }
}

process.setSourceMapsEnabled(true); // stacks name the lines of the TypeScript
require.extensions['.ts'] = (module, filename) => {
  module._compile(keptTranspile(readFileSync(filename, 'utf8'), filename), filename);
};
