// A chain that starts again at each batch: what stands between two batches can be taken away.
import { honestHash, rechainedDisk } from './rechained-disk';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  ports: { disk: rechainedDisk(honestHash, { restartsAtEachBatch: true }) },
});
