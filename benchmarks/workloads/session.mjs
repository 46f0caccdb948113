// @ts-check
// What every workload shares: a fresh server on a fresh directory, and the check that nothing
// acknowledged is missing afterwards.
import { json } from '../http.mjs';
import { startServer } from '../processes.mjs';

/**
 * One figure of one contender in one round.
 * @typedef {object} Sample
 * @property {number} value in the unit of its workload
 * @property {number} [p50]
 * @property {number} [p99]
 * @property {number} [clientCpu]
 * @property {number | null} [serverMicros] CPU of the server for one request (one record in lots)
 * @property {Record<string, number>} [facts] whatever else was read
 *
 * @typedef {object} Context
 * @property {import('../contenders.mjs').Contender} contender
 * @property {string} dir empty, removed by the runner afterwards
 * @property {import('../options.mjs').Plan} plan
 * @property {(workload: string) => boolean} wants
 * @property {(workload: string, sample: Sample) => void} record
 *
 * @typedef {object} Session
 * @property {string[]} workloads
 * @property {string[]} contenders
 * @property {boolean} [once] in the first round only
 * @property {(context: Context) => Promise<void>} run
 */

/**
 * @template T
 * @param {import('../contenders.mjs').Contender} contender
 * @param {string} dir
 * @param {(server: import('../processes.mjs').Server) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withServer(contender, dir, use) {
  const server = await startServer(contender, dir);
  try {
    const result = await use(server);
    await server.stop();
    return result;
  } finally {
    server.kill();
  }
}

/** @param {import('../processes.mjs').Server} server @param {number} expected */
export async function checkCount(server, expected) {
  const { count } = await json(`${server.url}/api/articles/count`);
  if (count !== expected) {
    throw new Error(`acknowledged ${expected} articles, the server counts ${count}`);
  }
}

/** @param {import('../load/driver.mjs').Outcome} outcome @returns {Sample} */
export function sampleOf(outcome) {
  const records = outcome.acknowledged * outcome.perRequest;
  return {
    value: (records * 1000) / outcome.elapsedMs,
    p50: outcome.p50,
    p99: outcome.p99,
    clientCpu: outcome.clientCpu,
    serverMicros: outcome.serverMicros === null ? null : outcome.serverMicros / records,
    facts: {
      acknowledged: records,
      elapsedMs: outcome.elapsedMs,
      overloaded: outcome.overloaded,
    },
  };
}

/**
 * Every article the load process saw acknowledged.
 * @param {import('../load/driver.mjs').Outcome} o
 */
export const acknowledgedRecords = (o) => (o.warmedUp + o.acknowledged) * o.perRequest;
