// A writer that puts a lot on record as two transactions, one second apart.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

const APART_MS = 1000;

class SplittingLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    const half = Math.floor(events.length / 2);
    if (half === 0) {
      super.append(events, settle);
      return;
    }
    const first = events
      .slice(0, half)
      .map((event, index) => ({ ...event, txLeft: half - 1 - index }));
    super.append(first, () => undefined);
    setTimeout(() => super.append(events.slice(half), settle), APART_MS);
  }
}

void serveSabotaged({ ports: { log: (honest) => new SplittingLog(honest) } });
