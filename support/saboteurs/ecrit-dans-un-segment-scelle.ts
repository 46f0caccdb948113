// A log that goes on writing into a segment that it has sealed.
import { appendFileSync } from 'node:fs';

import { nodeDisk } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

const LATER_MS = 50;

void serveSabotaged({
  ports: {
    disk: {
      ...nodeDisk,
      rename: async (from, to) => {
        await nodeDisk.rename(from, to);
        if (/events-\d{16}\.raftlog$/.test(to))
          setTimeout(() => appendFileSync(to, '\n'), LATER_MS);
      },
    },
  },
});
