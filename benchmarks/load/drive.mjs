// @ts-check
import { fileURLToPath } from 'node:url';
import { startNode, withDeadline } from '../processes.mjs';

const DRIVER = fileURLToPath(new URL('driver.mjs', import.meta.url));
const LIMIT_MS = 90_000;

/**
 * Runs one job in a fresh load process. Answers that are neither 2xx nor 503 make it fail; a
 * server may refuse more than it can take, and that is counted beside what it acknowledged.
 * @param {import('./driver.mjs').Job} job
 * @returns {Promise<import('./driver.mjs').Outcome>}
 */
export async function drive(job) {
  const child = startNode([DRIVER], ['ignore', 'inherit', 'inherit', 'ipc']);
  const answer = new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load process ended with ${code}`)));
  });
  try {
    child.send(job);
    const { outcome, error } = await withDeadline(answer, LIMIT_MS, `load ${job.kind}`);
    if (error) throw new Error(error);
    if (outcome.failed > 0) {
      throw new Error(`${outcome.failed} failed: ${JSON.stringify(outcome.statuses)}`);
    }
    return outcome;
  } finally {
    child.kill('SIGKILL');
  }
}
