// A recovery that cuts the log at the first damage and never says so.
import { existsSync, rmSync, truncateSync } from 'node:fs';

import { logPath, readRaftlog } from '../raftlog-reader';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  beforeStart: (directory) => {
    const { damage } = readRaftlog(directory);
    if (!existsSync(logPath(directory)) || damage === undefined) return;
    truncateSync(logPath(directory), damage.offset);
    rmSync(`${logPath(directory)}.head`, { force: true });
  },
});
