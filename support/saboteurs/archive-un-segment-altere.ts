// Compaction that archives something else than the segment it was given.
import { nodeDisk } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  ports: {
    disk: {
      ...nodeDisk,
      rename: async (from, to) => {
        await nodeDisk.rename(from, to);
        if (!/\/archive\/events-\d+\.raftlog$/.test(to)) return;
        const file = await nodeDisk.open(to, 'read-write');
        await file.write(Buffer.from('#'), (await file.size()) >> 1);
        await file.close();
      },
    },
  },
});
