import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createAndKill, type EngineRun, type EngineSaid } from '../engine-run';
import type { Soak, SoakEnd } from './soak';

/** So many creations through the engine at `disk`; `--cycles` says another number. */
export function creations(articles: number): Soak {
  return {
    summary: `${articles} creations in one process, SIGKILL at the last acknowledgement, restart, exact count`,
    defaults: { cycles: articles, minutes: 240 },
    run: async ({ cycles, report }) => {
      const directory = mkdtempSync(join(tmpdir(), 'lithair-soak-'));
      report(`${cycles} creations in ${directory}`);
      const end = endOf(await createAndKill(directory, cycles));
      if (end.isSound) rmSync(directory, { recursive: true });
      return end;
    },
  };
}

function endOf({ asked, created, found }: EngineRun): SoakEnd {
  const megabytes = ({ rssBytes, rssBytesMax }: EngineSaid): string =>
    `RSS ${Math.round(rssBytes / 1e6)} MB, at most ${Math.round(rssBytesMax / 1e6)} MB`;
  const { snapshot_seq, events, ms } = found.recovery;
  const line = [
    `${created.count} creations acknowledged in ${created.seconds.toFixed(1)} s`,
    `${Math.round(created.count / created.seconds)} a second`,
    `${created.refusals} refused before as overloaded`,
    megabytes(created),
    `after SIGKILL ${found.count} records and event ${found.seq}`,
    `restored in ${ms} ms from a snapshot of event ${snapshot_seq} and ${events} events`,
    megabytes(found),
  ].join(', ');
  const isSound = [created.count, found.count, found.seq].every((count) => count === asked);
  return { line, isSound };
}
