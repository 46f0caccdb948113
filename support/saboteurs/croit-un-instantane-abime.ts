// A start that believes a snapshot whatever its checksums say.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { NEWEST_SNAPSHOT } from '../snapshot-reader';
import { resealed } from '../snapshot-surgeon';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  beforeStart: (directory) => {
    const newest = join(directory, NEWEST_SNAPSHOT);
    if (existsSync(newest)) writeFileSync(newest, resealed(readFileSync(newest)));
  },
});
