// @ts-check
// The tables of the report, as rows of text: the terminal and the page only lay them out.
import { contender } from '../contenders.mjs';
import { cpuShare, rate, short, whole } from './format.mjs';
import { goalsOf } from './goals.mjs';
import { WORKLOAD } from './workloads.mjs';

/** @typedef {{title: string, note: string, header: string[], rows: string[][]}} Table */
/** @typedef {import('./summary.mjs').Row} Row */

/** @param {import('./summary.mjs').Summary} summary @returns {Table[]} */
export function tablesOf(summary) {
  return Object.entries(summary).map(([workload, rows]) => {
    const { title, note } = WORKLOAD[workload];
    const columns = columnsOf(workload, rows);
    return {
      title,
      note,
      header: columns.map(([heading]) => heading),
      rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
    };
  });
}

/** @param {import('./summary.mjs').Summary} summary @returns {Table} */
export function goalsTable(summary) {
  return {
    title: 'Goals',
    note: '',
    header: ['goal', 'measured', 'at least', 'aim', ''],
    rows: goalsOf(summary).map((goal) => [
      goal.text, goal.measured, goal.least, goal.aim, goal.verdict,
    ]),
  };
}

/**
 * @param {string} workload
 * @param {Row[]} rows
 * @returns {[string, (row: Row) => string][]}
 */
function columnsOf(workload, rows) {
  const { unit, facts = {}, isCost } = WORKLOAD[workload];
  const has = (/** @type {(row: Row) => number} */ of) =>
    rows.some((row) => !Number.isNaN(of(row)));
  /** @type {[string, (row: Row) => string][]} */
  const columns = [
    ['', (row) => row.name],
    [unit, (row) => rate(row.value.median)],
  ];
  if (rows.some((row) => row.value.samples > 1)) {
    columns.push(['min–max', ({ value }) => `${rate(value.min)}–${rate(value.max)}`]);
  }
  if (has((row) => row.p50)) {
    columns.push(['p50 ms', (row) => short(row.p50)], ['p99 ms', (row) => short(row.p99)]);
  }
  if (has((row) => row.serverMicros)) columns.push(['µs CPU', (row) => short(row.serverMicros)]);
  if (has((row) => row.clientCpu)) columns.push(['client', (row) => cpuShare(row.clientCpu)]);
  if (has((row) => row.facts.overloaded || NaN)) {
    columns.push(['503', (row) => whole(row.facts.overloaded)]);
  }
  for (const [fact, heading] of Object.entries(facts)) {
    columns.push([heading, (row) => whole(row.facts[fact])]);
  }
  if (!isCost) columns.push(...ratioColumns(rows));
  return columns;
}

/** @param {string} id */
const heading = (id) => contender(id).short ?? contender(id).name;

/** @param {Row[]} rows @returns {[string, (row: Row) => string][]} */
function ratioColumns(rows) {
  const peers = Object.keys(rows[0].ratios);
  /** @type {[string, (row: Row) => string][]} */
  const columns = peers.map((peer) => [
    `÷ ${heading(peer)}`,
    (row) => (row.contender === peer ? '1' : short(row.ratios[peer])),
  ]);
  const first = peers[0];
  if (first !== undefined && rows.some((row) => Number.isFinite(row.cpuRatios[first]))) {
    columns.push([`CPU ÷ ${heading(first)}`, (row) => short(row.cpuRatios[first])]);
  }
  return columns;
}
