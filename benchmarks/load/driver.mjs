// @ts-check
// The load, in a process of its own: it takes one job from its parent and answers once.
import { countBytes } from './count-bytes.mjs';
import { measure } from './measure.mjs';
import { recordsPerRequest, requestsOf } from './requests.mjs';

/**
 * @typedef {object} Job
 * @property {string} url
 * @property {number} serverPid
 * @property {import('./requests.mjs').Kind} kind
 * @property {number} connections
 * @property {string[]} [ids]
 * @property {import('./measure.mjs').Extent} [warmup] sent first, not measured
 * @property {import('./measure.mjs').Extent} extent
 *
 * @typedef {import('./measure.mjs').Measure & {warmedUp: number, perRequest: number}} Outcome
 *   `warmedUp`: requests acknowledged before the measure; `perRequest`: records in one request
 */

/** @param {Job} job @returns {Promise<Outcome>} */
async function drive({ url, serverPid, kind, connections, ids = [], warmup, extent }) {
  const load = {
    url,
    connections,
    serverPid,
    requests: (/** @type {number} */ i) => requestsOf(kind, i, connections, ids),
  };
  const run = kind === 'list' ? countBytes : measure;
  const before = warmup ? await run({ ...load, extent: warmup }) : null;
  const outcome = await run({ ...load, extent });
  return {
    ...outcome,
    failed: outcome.failed + (before?.failed ?? 0),
    statuses: { ...before?.statuses, ...outcome.statuses },
    warmedUp: before?.acknowledged ?? 0,
    perRequest: recordsPerRequest(kind),
  };
}

process.once('message', (job) => {
  drive(/** @type {Job} */ (job)).then(
    (outcome) => process.send?.({ outcome }, () => process.exit(0)),
    (error) => process.send?.({ error: String(error?.stack ?? error) }, () => process.exit(1)),
  );
});
// Without its parent it has nothing to do, and must not keep loading a server.
process.once('disconnect', () => process.exit(1));
