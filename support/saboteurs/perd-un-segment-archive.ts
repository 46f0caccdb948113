// Compaction that loses the third segment it should archive: the state never shows it.
import { nodeDisk } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

let archived = 0;

void serveSabotaged({
  ports: {
    disk: {
      ...nodeDisk,
      rename: (from, to) => {
        const isArchived = /\/archive\/events-\d+\.raftlog$/.test(to);
        if (isArchived && (archived += 1) === 3) return nodeDisk.remove(from);
        return nodeDisk.rename(from, to);
      },
    },
  },
});
