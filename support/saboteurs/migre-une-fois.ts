// Upcasters that work when the version is raised, and are left out at every later start.
import { existsSync, readFileSync } from 'node:fs';

import { logPath } from '../raftlog-reader';
import { serveSabotaged } from './serve-sabotaged';

const same = (old: object): object => old;
/** The version that the newest segment was written under; 0 before there is one. */
let stored = 0;

void serveSabotaged({
  beforeStart: (directory) => {
    const log = logPath(directory);
    const [header = ''] = existsSync(log) ? readFileSync(log, 'latin1').split('\n', 1) : [];
    stored = Number(/"schema":\{"products":\{"version":(\d+)/.exec(header)?.[1] ?? 0);
  },
  models: (honest) => {
    if (stored < honest.version) return honest;
    const upcasters = [...honest.upcasters.keys()].map((from) => [from, same] as const);
    return { ...honest, upcasters: new Map(upcasters) };
  },
});
