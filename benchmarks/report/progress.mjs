// @ts-check
// The lines that are printed while the run goes on.
import { contender } from '../contenders.mjs';
import { cpuShare, rate, short } from './format.mjs';
import { WORKLOAD } from './workloads.mjs';

/** @param {import('../run.mjs').Recorded} sample */
export function sampleLine(sample) {
  const parts = [`${rate(sample.value)} ${WORKLOAD[sample.workload].unit}`];
  if (sample.p99 !== undefined) parts.push(`p50 ${short(sample.p50)} p99 ${short(sample.p99)} ms`);
  if (sample.serverMicros != null) parts.push(`${short(sample.serverMicros)} µs CPU`);
  if (sample.clientCpu !== undefined) parts.push(`client ${cpuShare(sample.clientCpu)}`);
  if (sample.facts?.overloaded) parts.push(`${sample.facts.overloaded} refused with 503`);
  const who = contender(sample.contender).name.padEnd(21);
  return `${sample.workload.padEnd(12)} ${who} ${parts.join(' · ')}`;
}

/** @param {string[]} workloads @param {string} id @param {unknown} error */
export function failureLine(workloads, id, error) {
  const message = error instanceof Error ? error.message : String(error);
  return `FAILED ${workloads.join('/')} · ${contender(id).name}: ${message}`;
}
