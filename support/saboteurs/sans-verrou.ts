// A server that opens its directory without asking whether someone holds it.
import { nodeDisk } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

const lock = async (): Promise<{ release: () => Promise<void> }> => ({
  release: async () => undefined,
});
void serveSabotaged({ ports: { disk: { ...nodeDisk, lock } } });
