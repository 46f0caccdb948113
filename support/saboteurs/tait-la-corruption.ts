// A recovery that cuts the log at the first damage and never says so, and silences the witnesses.
import { existsSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import { logPath, readRaftlog } from '../raftlog-reader';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  beforeStart: (directory) => {
    const { damage } = readRaftlog(directory);
    if (!existsSync(logPath(directory)) || damage === undefined) return;
    truncateSync(logPath(directory), damage.offset);
    rmSync(`${logPath(directory)}.head`, { force: true });
    for (const name of readdirSync(directory))
      if (/^(state\.raftsnap|dedup\.raftids)/.test(name)) rmSync(join(directory, name));
  },
});
