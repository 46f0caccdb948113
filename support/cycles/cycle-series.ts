import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { ServerOptions } from '../lithair-server';
import type { SeededRandom } from '../seeded-random';
import { type CyclePlan, CycleRun } from './cycle-run';
import { CycleTally } from './cycle-tally';

/** What the scenarios of the suite and the soaks have in common: they are the same proof. */
export const SERIES = { cyclesPerDirectory: 25, lanes: 2, options: drawOptions };

/**
 * Blows also fall while snapshots are taken and segments sealed, some starts have a snapshot to
 * begin with, and some change how events are written.
 */
function drawOptions(random: SeededRandom): Partial<ServerOptions> {
  return {
    env: {
      LT_SNAPSHOT_EVERY: String(random.pick([0, 25, 250])),
      LT_ENABLE_BINARY: String(random.pick([0, 1])),
      LT_SEGMENT_BYTES: String(random.pick([65_536, 67_108_864])),
    },
  };
}

export interface SeriesPlan extends CyclePlan {
  cycles: number;
  /** A fresh directory every so many cycles: nothing grows without bound. */
  cyclesPerDirectory: number;
  /** Directories at the same time. */
  lanes: number;
  /** The first directory draws from it, the next ones from those that follow. */
  seed: number;
  scratch: string;
  /** The series ends early after so long. */
  withinMs: number;
  onCycles?: (tally: CycleTally) => void;
}

/** What broke, and the seed that replays it as the first directory of a series. */
export interface SeriesFailure {
  seed: number;
  directory: string;
  error: Error;
}

export interface SeriesReport {
  tally: CycleTally;
  failure: SeriesFailure | undefined;
  seconds: number;
}

/** Runs cycles on one directory after the other, several at a time, until one fails. */
export async function runCycleSeries(plan: SeriesPlan): Promise<SeriesReport> {
  const startedAt = performance.now();
  const tally = new CycleTally();
  const report: SeriesReport = { tally, failure: undefined, seconds: 0 };
  const isOver = (): boolean =>
    report.failure !== undefined || performance.now() - startedAt > plan.withinMs;
  const { lanes } = plan;
  const cyclesPerDirectory = Math.min(plan.cyclesPerDirectory, Math.ceil(plan.cycles / lanes));
  let left = plan.cycles;
  let nextSeed = plan.seed;

  const lane = async (): Promise<void> => {
    while (left > 0 && !isOver()) {
      const cycles = Math.min(left, cyclesPerDirectory);
      left -= cycles;
      const seed = nextSeed++;
      const directory = join(plan.scratch, `graine-${seed}`);
      mkdirSync(directory, { recursive: true });
      try {
        await new CycleRun(plan, { directory, seed, tally }).run(cycles, isOver);
        rmSync(directory, { recursive: true });
      } catch (error) {
        report.failure ??= { seed, directory, error: withSeed(error, seed) };
      }
      plan.onCycles?.(tally);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  report.seconds = (performance.now() - startedAt) / 1000;
  return report;
}

/** The same error, an assertion included, that says how to see it again. */
function withSeed(error: unknown, seed: number): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  known.message = `${known.message} (LITHAIR_GRAINE=${seed})`;
  return known;
}
