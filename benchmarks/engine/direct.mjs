// @ts-check
// Usage: direct.mjs lithair|lithair:lots|lmdb|sqlite DIR COUNT. Creates COUNT articles in process,
// waits until they are on disk, and prints one line of JSON. The articles are built before the
// clock starts.
import { article } from '../articles.mjs';

const [which, dir, count] = process.argv.slice(2);
const [name, mode] = which.split(':');
const ADAPTERS = new Map([
  ['lithair', './lithair.mjs'],
  ['lmdb', './lmdb.mjs'],
  ['sqlite', './sqlite.mjs'],
]);

/**
 * @typedef {object} Adapter
 * @property {(articles: (import('../articles.mjs').Article & {id: string})[]) => Promise<void>}
 *   store resolves when all of them are on disk
 * @property {() => number} count
 * @property {() => Promise<void> | void} close
 */

const { open } = await import(/** @type {string} */ (ADAPTERS.get(name)));
/** @type {Adapter} */
const adapter = await open(dir, mode);
const articles = Array.from({ length: Number(count) }, (_, i) =>
  article(i, `engine-${String(i).padStart(6, '0')}`),
);

const cpu = process.cpuUsage();
const start = performance.now();
await adapter.store(/** @type {any} */ (articles));
const elapsedMs = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);

const stored = adapter.count();
await adapter.close();
console.log(JSON.stringify({ elapsedMs, stored, cpuMicros: user + system }));
