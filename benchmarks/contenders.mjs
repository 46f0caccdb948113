// @ts-check
// Who is measured, and the command that starts each one.
import { fileURLToPath } from 'node:url';

/** @param {string} path relative to this folder */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const LITHAIR_CLI = here('../dist/cli/main.js');
export const LITHAIR_INDEX = here('../dist/index.js');

/**
 * @typedef {object} Contender
 * @property {string} id
 * @property {string} name as it reads in the tables
 * @property {string} [short] as it reads in the heading of a ratio
 * @property {(dir: string) => string[]} argv what `node` is given
 * @property {boolean} [isLithair]
 */

/** @type {Contender[]} */
export const CONTENDERS = [
  {
    id: 'bare',
    name: 'bare node:http',
    short: 'bare',
    argv: () => [here('peers/bare-http.mjs')],
  },
  {
    id: 'hono-map',
    name: 'Hono + Map',
    short: 'Hono+Map',
    argv: () => [here('peers/hono-map.mjs')],
  },
  sqlite('sqlite-normal', 'NORMAL'),
  sqlite('sqlite-full', 'FULL'),
  lithair('memory'),
  lithair('os'),
  lithair('disk'),
];

/** Measured against `lithair-disk` alone. @type {Contender} */
const HAND_WRITTEN = {
  id: 'lithair-hand',
  name: 'Lithair disk, hand-written model',
  short: 'hand-written',
  argv: (dir) => [...lithair('disk').argv(dir), '--app', here('apps/hand-written.cjs')],
  isLithair: true,
};

/** @param {string} id @param {string} synchronous @returns {Contender} */
function sqlite(id, synchronous) {
  return {
    id,
    name: `Hono + SQLite ${synchronous}`,
    short: `SQLite ${synchronous}`,
    argv: (dir) => [here('peers/hono-sqlite.mjs'), dir, synchronous],
  };
}

/** @param {string} level @returns {Contender} */
function lithair(level) {
  return {
    id: `lithair-${level}`,
    name: `Lithair ${level}`,
    argv: (dir) => [
      LITHAIR_CLI, 'serve', '--port', '0', '--data', dir, '--durability', level,
    ],
    isLithair: true,
  };
}

/** In process, without HTTP. @type {Contender[]} */
const ENGINES = [
  { id: 'engine-lithair', name: 'Lithair disk', argv: (dir) => ['lithair', dir], isLithair: true },
  {
    id: 'engine-lithair-lots',
    name: 'Lithair disk, lots',
    argv: (dir) => ['lithair:lots', dir],
    isLithair: true,
  },
  { id: 'engine-lmdb', name: 'lmdb', argv: (dir) => ['lmdb', dir] },
  { id: 'engine-sqlite', name: 'better-sqlite3 FULL', argv: (dir) => ['sqlite', dir] },
];

/** @param {string} id @returns {Contender} */
export function contender(id) {
  const found = [...CONTENDERS, HAND_WRITTEN, ...ENGINES].find((one) => one.id === id);
  if (!found) throw new Error(`no contender is called ${id}`);
  return found;
}
