// @ts-check
// From samples to medians and ratios.
import { contender } from '../contenders.mjs';
import { median } from './statistics.mjs';
import { WORKLOAD } from './workloads.mjs';

/**
 * @typedef {import('../run.mjs').Recorded} Recorded
 *
 * @typedef {object} Row
 * @property {string} contender
 * @property {string} name
 * @property {{median: number, min: number, max: number, samples: number}} value
 * @property {number} p50
 * @property {number} p99
 * @property {number} clientCpu
 * @property {number} serverMicros
 * @property {Record<string, number>} facts medians
 * @property {Record<string, number>} ratios by peer: median over the rounds of value ÷ its value
 * @property {Record<string, number>} cpuRatios by peer: its CPU time for one request ÷ ours
 *
 * @typedef {Record<string, Row[]>} Summary by workload
 */

/** @param {Recorded[]} samples @returns {Summary} */
export function summarize(samples) {
  /** @type {Summary} */
  const summary = {};
  for (const workload of Object.keys(WORKLOAD)) {
    const own = samples.filter((sample) => sample.workload === workload);
    const ids = [...new Set(own.map((sample) => sample.contender))];
    if (ids.length > 0) summary[workload] = ids.map((id) => rowOf(id, own, workload));
  }
  return summary;
}

/** @param {string} id @param {Recorded[]} all of this workload @param {string} workload */
function rowOf(id, all, workload) {
  const own = all.filter((sample) => sample.contender === id);
  const values = own.map((sample) => sample.value);
  const of = (/** @type {keyof Recorded} */ key) =>
    median(own.map((sample) => sample[key]).filter((one) => typeof one === 'number'));
  const peers = WORKLOAD[workload].against.filter((peer) =>
    all.some((sample) => sample.contender === peer),
  );
  return {
    contender: id,
    name: contender(id).name,
    value: {
      median: median(values),
      min: Math.min(...values),
      max: Math.max(...values),
      samples: values.length,
    },
    p50: of('p50'),
    p99: of('p99'),
    clientCpu: of('clientCpu'),
    serverMicros: of('serverMicros'),
    facts: medianFacts(own),
    ratios: perRound(own, all, peers, (mine, theirs) => mine.value / theirs.value),
    cpuRatios: perRound(own, all, peers, (mine, theirs) =>
      Number(theirs.serverMicros) / Number(mine.serverMicros),
    ),
  };
}

/** @param {Recorded[]} own */
function medianFacts(own) {
  const names = new Set(own.flatMap((sample) => Object.keys(sample.facts ?? {})));
  const pairs = [...names].map((name) => [
    name,
    median(own.map((sample) => sample.facts?.[name]).filter((one) => one !== undefined)),
  ]);
  return Object.fromEntries(pairs);
}

/**
 * Ratios are taken within a round, where both saw the same state of the machine.
 * @param {Recorded[]} own
 * @param {Recorded[]} all
 * @param {string[]} peers
 * @param {(mine: Recorded, theirs: Recorded) => number} ratio
 * @returns {Record<string, number>}
 */
function perRound(own, all, peers, ratio) {
  const pairs = peers.map((peer) => {
    const ratios = own.flatMap((mine) =>
      all
        .filter((one) => one.contender === peer && one.round === mine.round)
        .map((theirs) => ratio(mine, theirs)),
    );
    return [peer, median(ratios)];
  });
  return Object.fromEntries(pairs);
}
