import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCycleSeries, SERIES, type SeriesReport } from '../cycles/cycle-series';
import type { CycleTally } from '../cycles/cycle-tally';
import type { Soak, SoakEnd } from './soak';

const MINUTE_MS = 60_000;
const REPORT_EVERY_CYCLES = 100;

/** The @panne scenario of the suite, as long as one likes. */
export const sigkill: Soak = {
  summary: 'SIGKILL at drawn instants under 8 writing clients, restart, compare with the ledger',
  defaults: { cycles: 20_000, minutes: 240 },
  run: async ({ cycles, seed, minutes, report }) => {
    const scratch = mkdtempSync(join(tmpdir(), 'lithair-soak-'));
    let reported = 0;
    const onCycles = (tally: CycleTally): void => {
      if (tally.cycles < reported + REPORT_EVERY_CYCLES) return;
      reported = tally.cycles;
      report(tallyLine(tally));
    };
    const withinMs = minutes * MINUTE_MS;
    const struck = { clients: 8, signal: 'SIGKILL' as const };
    const plan = { ...SERIES, ...struck, cycles, seed, scratch, withinMs, onCycles };
    const end = await runCycleSeries(plan);
    if (end.failure === undefined) rmdirSync(scratch);
    return seriesEnd(end);
  },
};

function seriesEnd({ tally, failure, seconds }: SeriesReport): SoakEnd {
  const time = `${Math.round(seconds)} s`;
  if (failure === undefined)
    return { line: `${tallyLine(tally)}, ${time}`, isSound: tally.cycles > 0 };
  const replay = `seed ${failure.seed}, files kept in ${failure.directory}`;
  return {
    line: `${failure.error.message}\n${tallyLine(tally)}, ${time}, ${replay}`,
    isSound: false,
  };
}

function tallyLine(tally: CycleTally): string {
  const { restarts, answers } = tally;
  const ms = (value: number): string => value.toFixed(0);
  return [
    `${tally.cycles} cycles`,
    `${tally.acknowledged} writes acknowledged`,
    `${tally.lost.length} lost`,
    `${tally.altered.length} altered`,
    `${tally.duplicated.length} duplicated`,
    `${tally.unknown.length} never sent`,
    `unanswered writes ${tally.kept} kept whole and ${tally.dropped} absent`,
    `${tally.tornTails} torn tails`,
    `${tally.struckStarts} starts struck`,
    `restart p50 ${ms(restarts.percentile(50))} p99 ${ms(restarts.percentile(99))} max ${ms(restarts.maxMs)} ms`,
    `answer p99 ${ms(answers.percentile(99))} max ${ms(answers.maxMs)} ms`,
  ].join(', ');
}
