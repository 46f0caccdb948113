// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdown } from './markdown.mjs';
import { plot } from './plot.mjs';
import { summarize } from './summary.mjs';
import { goalsTable, tablesOf } from './tables.mjs';
import { terminalTable } from './terminal.mjs';

/**
 * @typedef {object} Results
 * @property {ReturnType<typeof import('../machine.mjs').describeMachine>} machine
 * @property {import('../options.mjs').Plan} plan
 * @property {number} rounds
 * @property {number} seconds
 * @property {import('../run.mjs').Recorded[]} samples
 * @property {string[]} failures
 */

/**
 * Prints the tables and writes RESULTS.md, results.svg and results.json. A partial run goes to
 * a folder of its own: it must not replace the figures of a full one.
 * @param {Results} results
 */
export function publish(results) {
  const summary = summarize(results.samples);
  for (const table of [...tablesOf(summary), goalsTable(summary)]) {
    if (table.rows.length > 0) console.log(terminalTable(table));
  }
  const fallback = new URL(results.plan.isPartial ? '../out/' : '../', import.meta.url);
  const dir = results.plan.out ? resolve(results.plan.out) : fileURLToPath(fallback);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'RESULTS.md'), markdown(results, summary));
  writeFileSync(join(dir, 'results.svg'), plot(summary));
  const plan = { ...results.plan, only: [...results.plan.only], out: undefined };
  writeFileSync(
    join(dir, 'results.json'),
    `${JSON.stringify({ ...results, plan, summary }, null, 2)}\n`,
  );
  console.log(`\nWritten: RESULTS.md, results.svg and results.json in ${dir}`);
  for (const failure of results.failures) console.error(failure.split('\n', 1)[0]);
}
