// @ts-check
// What the command line asks for, and how long each part then takes.
import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench -- [options]

  --quick          two short rounds, about two minutes
  --only a,b       some of: post, declared, bulk, get, count, list, get-beside-lists,
                   mixed-lots, mixed-single, restart, memory, engine, million-get,
                   million-page
  --rounds N       how many rounds at most
  --out DIR        where to write the results (a partial run: benchmarks/out)
  --help           this text
`;

export const WORKLOADS = [
  'post', 'declared', 'bulk', 'get', 'count', 'list', 'get-beside-lists', 'mixed-lots',
  'mixed-single', 'restart', 'memory', 'engine', 'million-get', 'million-page',
];

/**
 * @typedef {object} Plan
 * @property {boolean} isPartial some of the workloads, or short ones: not the reference run
 * @property {boolean} isQuick
 * @property {Set<string>} only
 * @property {number} rounds
 * @property {number} budgetSeconds no further round is begun that would not fit in it
 * @property {{requests: number, seconds: number}} warmup of a server that is to be measured warm:
 *   so many requests that its code is compiled, but no longer than that
 * @property {number} postSeconds
 * @property {number} getSeconds
 * @property {number} countSeconds
 * @property {number} listSeconds
 * @property {number} restarts
 * @property {string | undefined} out
 */

const FULL = {
  rounds: 5,
  budgetSeconds: 720,
  warmup: { requests: 20_000, seconds: 2.5 },
  postSeconds: 2.5,
  getSeconds: 1.5,
  countSeconds: 1,
  listSeconds: 2,
  restarts: 3,
};
const QUICK = {
  rounds: 2,
  budgetSeconds: 160,
  warmup: { requests: 10_000, seconds: 1.5 },
  postSeconds: 1,
  getSeconds: 0.8,
  countSeconds: 0.5,
  listSeconds: 1.5,
  restarts: 2,
};

/**
 * @param {string[]} argv
 * @returns {Plan | 'help'}
 * @throws when a flag or a workload is unknown
 */
export function planOf(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const only = values.only?.split(',').map((name) => name.trim()) ?? WORKLOADS;
  for (const name of only) {
    if (!WORKLOADS.includes(name)) throw new Error(`unknown workload ${name}\n\n${USAGE}`);
  }
  const base = values.quick ? QUICK : FULL;
  const rounds = values.rounds === undefined ? base.rounds : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number');
  return {
    ...base,
    rounds,
    isQuick: values.quick,
    isPartial: values.quick || values.only !== undefined,
    only: new Set(only),
    out: values.out,
  };
}
