// A backup that forgets the last event, and the head that would tell of it.
import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import { nodeDisk } from 'lithair';

import { runSabotaged } from './run-sabotaged';

const copy = join(process.argv[4] ?? '', 'events.raftlog');

void runSabotaged(nodeDisk).then(() => {
  const bytes = readFileSync(copy);
  const inLastEvent = bytes.lastIndexOf('"event_type"');
  if (inLastEvent > 0) truncateSync(copy, bytes.lastIndexOf('\n', inLastEvent) + 1);
  rmSync(`${copy}.head`);
});
