import { frenchFigure, frenchMs } from '../french-figures';
import type { SeriesReport } from './cycle-series';

/** What a series did, in one line of the report. */
export function seriesLine({ tally, seconds }: SeriesReport): string {
  const { restarts, ends, answers } = tally;
  return [
    `${frenchFigure(tally.cycles)} cycles en ${frenchFigure(Math.round(seconds))} s`,
    `${frenchFigure(tally.acknowledged)} écritures acquittées`,
    `sans réponse : ${tally.kept} stockées entières, ${tally.dropped} absentes`,
    `${tally.tornTails} fins déchirées`,
    `${tally.struckStarts} départs tués`,
    `redémarrage p50 ${frenchMs(restarts.percentile(50))}, p99 ${frenchMs(restarts.percentile(99))}`,
    `fin après le signal, au plus ${frenchMs(ends.maxMs)}`,
    `acquittement, au plus ${frenchMs(answers.maxMs)}`,
  ].join(' · ');
}
