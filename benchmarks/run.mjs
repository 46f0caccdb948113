// @ts-check
// The whole run: rounds, in each every workload, in each every contender in turn, so that a
// noisy minute of the machine falls on all of them alike.
import { existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contender, LITHAIR_CLI } from './contenders.mjs';
import { describeMachine } from './machine.mjs';
import { planOf, USAGE } from './options.mjs';
import { killChildren } from './processes.mjs';
import { failureLine, sampleLine } from './report/progress.mjs';
import { publish } from './report/publish.mjs';
import { SESSIONS } from './workloads/index.mjs';

// Beyond its budget a run may finish the round it is in; beyond this it is stuck.
const GRACE_SECONDS = 300;

/** @typedef {import('./workloads/session.mjs').Sample
 *   & {round: number, workload: string, contender: string}} Recorded */

/** @param {import('./options.mjs').Plan} plan @param {string} root a directory of our own */
async function run(plan, root) {
  const machine = describeMachine(root);
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  /** @type {Recorded[]} */
  const samples = [];
  /** @type {string[]} */
  const failures = [];
  let longest = 0;
  let round = 0;
  while (round < plan.rounds && elapsed() + longest < plan.budgetSeconds) {
    const began = elapsed();
    round += 1;
    const stamp = () => `[${round}/${plan.rounds} ${elapsed().toFixed(0).padStart(3)} s]`;
    for (const session of SESSIONS) {
      if (session.once && round > 1) continue;
      if (!session.workloads.some((workload) => plan.only.has(workload))) continue;
      for (const id of session.contenders) {
        const dir = join(root, `${session.workloads[0]}-${round}-${id}`);
        mkdirSync(dir);
        try {
          await session.run({
            contender: contender(id),
            dir,
            plan,
            wants: (workload) => plan.only.has(workload),
            record(workload, sample) {
              const recorded = { round, workload, contender: id, ...sample };
              samples.push(recorded);
              console.log(stamp(), sampleLine(recorded));
            },
          });
        } catch (error) {
          const text = failureLine(session.workloads, id, error);
          failures.push(text);
          console.error(stamp(), text);
        } finally {
          rmSync(dir, { recursive: true, force: true });
        }
      }
    }
    longest = Math.max(longest, elapsed() - began);
  }
  return { machine, plan, rounds: round, seconds: elapsed(), samples, failures };
}

/** @param {string[]} argv */
async function main(argv) {
  const plan = planOf(argv);
  if (plan === 'help') {
    console.log(USAGE);
    return 0;
  }
  if (!existsSync(LITHAIR_CLI)) throw new Error('Lithair is not built: npm run build first');
  const root = mkdtempSync(join(tmpdir(), 'lithair-bench-'));
  process.once('exit', () => {
    killChildren();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  const limit = setTimeout(
    () => {
      console.error('The run is stuck: ended.');
      process.exit(1);
    },
    (plan.budgetSeconds + GRACE_SECONDS) * 1000,
  );
  const results = await run(plan, root);
  clearTimeout(limit);
  publish(results);
  return results.failures.length > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
