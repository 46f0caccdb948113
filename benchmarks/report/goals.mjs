// @ts-check
// What the project set out to reach, beside what was measured.
import { short, whole } from './format.mjs';

/** @typedef {import('./summary.mjs').Summary} Summary */
/**
 * @typedef {{text: string, measured: string, least: string, aim: string,
 *   verdict: 'met' | 'MISSED' | '–'}} Goal
 */

const DISK = 'lithair-disk';

/** @param {Summary} summary @returns {Goal[]} only what was measured */
export function goalsOf(summary) {
  const row = (/** @type {string} */ workload, contender = DISK) =>
    summary[workload]?.find((one) => one.contender === contender);
  const post = row('post');
  const get = row('get');
  const engine = row('engine', 'engine-lithair-lots');
  const restart = row('restart');
  return [
    atLeast('POST single, disk ÷ bare node:http', post?.ratios.bare, 0.7, 0.85),
    atLeast('POST single, disk ÷ Hono + SQLite FULL', post?.ratios['sqlite-full'], 6),
    atLeast('POST single, disk ÷ Hono + SQLite NORMAL', post?.ratios['sqlite-normal'], 1.5),
    atLeast('GET by id ÷ bare node:http', get?.ratios.bare, 0.75, 0.9),
    atLeast('GET by id ÷ Hono + SQLite', get?.ratios['sqlite-normal'], 1.3),
    atLeast('POST declared ÷ hand-written', row('declared')?.ratios['lithair-hand'], 0.9),
    atLeast('POST bulk, disk, articles/s', row('bulk')?.value.median, 100_000, 300_000),
    below('115,000 events in lots, disk, ms', row('mixed-lots')?.facts.elapsedMs, 2_000, 1_000),
    below('p99 of GET beside whole lists, ms', row('get-beside-lists')?.p99, 20),
    atLeast('lists of 50,000 meanwhile, /s', row('get-beside-lists')?.facts.lists, 100),
    atLeast('page of 100 ÷ GET by id, 1,000,000', row('million-page')?.facts.ofGet, 0.5),
    atLeast('115,000 events singly, disk, /s', row('mixed-single')?.value.median, 20_000, 40_000),
    atLeast('engine without HTTP, disk, lots, articles/s', engine?.value.median, 300_000),
    atLeast('engine without HTTP, lots ÷ lmdb', engine?.ratios['engine-lmdb'], 0, 1),
    below('restart on 115,000 events, ms', restart?.value.median, 1_000),
    atLeast('replay at restart, events/s', restart?.facts.replayedPerSecond, 0, 500_000),
    below('memory for 100,000 articles, MB RSS', row('memory')?.value.median, 200, 120),
  ].filter((goal) => goal !== null);
}

/**
 * @param {string} text
 * @param {number | undefined} measured
 * @param {number} least 0: none was set
 * @param {number} [aim]
 * @returns {Goal | null}
 */
function atLeast(text, measured, least, aim) {
  if (measured === undefined || Number.isNaN(measured)) return null;
  return {
    text,
    measured: short(measured),
    least: least === 0 ? '–' : `≥ ${least < 10 ? least : whole(least)}`,
    aim: aimCell(aim, measured >= (aim ?? 0), '≥'),
    verdict: least === 0 ? '–' : verdict(measured >= least),
  };
}

/**
 * @param {string} text
 * @param {number | undefined} measured
 * @param {number} most
 * @param {number} [aim]
 * @returns {Goal | null}
 */
function below(text, measured, most, aim) {
  if (measured === undefined || Number.isNaN(measured)) return null;
  return {
    text,
    measured: short(measured),
    least: `< ${whole(most)}`,
    aim: aimCell(aim, measured < (aim ?? 0), '<'),
    verdict: verdict(measured < most),
  };
}

/** @param {boolean} isMet @returns {Goal['verdict']} */
const verdict = (isMet) => (isMet ? 'met' : 'MISSED');

/** @param {number | undefined} aim @param {boolean} isReached @param {string} sign */
function aimCell(aim, isReached, sign) {
  if (aim === undefined) return '–';
  return `${sign} ${aim < 10 ? aim : whole(aim)}${isReached ? ' (reached)' : ''}`;
}
