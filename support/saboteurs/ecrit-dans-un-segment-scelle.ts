// A log that goes on writing into a segment that it has sealed.
import { appendFileSync } from 'node:fs';

import { nodeDisk } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

/** Again and again: whenever the segment is looked at, it changes afterwards. */
const EVERY_MS = 50;

void serveSabotaged({
  ports: {
    disk: {
      ...nodeDisk,
      rename: async (from, to) => {
        await nodeDisk.rename(from, to);
        if (/events-\d{16}\.raftlog$/.test(to))
          setInterval(() => appendFileSync(to, '\n'), EVERY_MS).unref();
      },
    },
  },
});
