// A server that gives its lock back as soon as it has opened its directory.
import { nodeDisk } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

const HELD_MS = 100;

const lock: typeof nodeDisk.lock = async (directory) => {
  const held = await nodeDisk.lock(directory);
  setTimeout(() => void held.release(), HELD_MS);
  return { release: async () => undefined };
};
void serveSabotaged({ ports: { disk: { ...nodeDisk, lock } } });
