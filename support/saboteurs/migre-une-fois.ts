// Upcasters that work when the version is raised, and are left out at every later start.
import { existsSync, readFileSync } from 'node:fs';

import { logPath } from '../raftlog-reader';
import { serveSabotaged } from './serve-sabotaged';

let isMigrated = false;

void serveSabotaged({
  beforeStart: (directory) => {
    const log = logPath(directory);
    const [header = ''] = existsSync(log) ? readFileSync(log, 'latin1').split('\n', 1) : [];
    isMigrated = /"schema":\{"products":\{"version":[23]/.test(header);
  },
  models: (honest) => {
    const upcasters = [...honest.upcasters.keys()].map((from) => [from, same] as const);
    return isMigrated ? { ...honest, upcasters: new Map(upcasters) } : honest;
  },
});

const same = (old: object): object => old;
