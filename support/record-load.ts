import { frenchFigure, frenchMs, frenchRate } from './french-figures';
import type { LithairWorld } from './lithair-world';
import { loadOf } from './measured-loads';
import { recordFigures } from './record-figures';

/** The load of a scenario in the report, with the promise drawn on its plot. */
export function recordLoad(world: LithairWorld, budget?: { percent: number; ms: number }): void {
  const { acknowledgedPerSecond, latencies, clientCpu, ...load } = loadOf(world);
  const p99 = frenchMs(latencies.percentile(99));
  recordFigures(world, {
    headline: `${frenchRate(acknowledgedPerSecond)}, p99 ${p99}`,
    rows: [
      ['acquittées', `${frenchFigure(load.acknowledged)} en ${frenchFigure(load.seconds)} s`],
      ['refusées, connexions perdues', `${load.refusals.length}, ${load.connectionErrors}`],
    ],
    latencies,
    clientCpu,
    ...(budget && { budget }),
  });
}

/** The phases of a scenario (creations, updates, deletions), each with its rate. */
export function recordPhases(world: LithairWorld): void {
  const { measures } = world;
  const operations = measures.reduce((sum, measure) => sum + measure.operations, 0);
  const seconds = measures.reduce((sum, measure) => sum + measure.seconds, 0);
  const busy = measures.reduce((sum, { clientCpu, seconds: s }) => sum + clientCpu * s, 0);
  recordFigures(world, {
    headline: `${frenchFigure(operations)} opérations en ${frenchFigure(seconds)} s`,
    rows: [
      ['ensemble', frenchRate(operations / seconds)],
      ...measures.map((measure): [string, string] => [
        measure.label,
        `${frenchFigure(measure.operations)} en ${frenchFigure(measure.seconds)} s`,
      ]),
    ],
    latencies: measures[0]?.latencies,
    clientCpu: busy / seconds,
  });
}
