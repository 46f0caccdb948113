// A snapshot that loads without the past it holds.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { NEWEST_SNAPSHOT } from '../snapshot-reader';
import { withoutHistory } from '../snapshot-surgeon';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  beforeStart: (directory) => {
    const path = join(directory, NEWEST_SNAPSHOT);
    if (existsSync(path)) writeFileSync(path, withoutHistory(readFileSync(path)));
  },
});
