// @ts-check
import { LITHAIR_CLI } from '../contenders.mjs';
import { runNode } from '../processes.mjs';

/**
 * Asks the product's second reader whether the log of a stopped server is whole.
 * @param {string} dir
 * @param {number} events how many it must hold, numbered 1 to `events`
 */
export async function verify(dir, events) {
  const { code, stdout } = await runNode([LITHAIR_CLI, 'verify', dir, '--json'], 60_000);
  const report = JSON.parse(stdout);
  const isWhole =
    code === 0 &&
    report.verdict === 'clean' &&
    report.events === events &&
    report.last_seq === events;
  if (!isWhole) throw new Error(`expected ${events} clean events, verify says ${stdout.trim()}`);
}
