// A writer that acknowledges one event in 10,000 without writing it.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class LossyLog extends BrokenLog {
  #appended = 0;

  override append(events: readonly LoggedEvent[], settle: Settle): void {
    this.#appended += 1;
    if (this.#appended % 10_000 === 0) setImmediate(settle);
    else super.append(events, settle);
  }
}

void serveSabotaged({ ports: { log: (honest) => new LossyLog(honest) } });
