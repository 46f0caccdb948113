// A server that says « overloaded » for a write that it has put on record.
import { LithairError, type LoggedEvent, type Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class TakingLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    const isRefused = (events[0]?.seq ?? 0) % 10 === 0;
    const refusal = new LithairError(
      'overloaded',
      'the queue is full: nothing was taken, retry later',
    );
    super.append(events, (error) => settle(error ?? (isRefused ? refusal : undefined)));
  }
}

void serveSabotaged({ ports: { log: (honest) => new TakingLog(honest) } });
