// A server that ends at once at SIGTERM: what it has just put on record is never answered.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

/** There is always something on record that is not answered yet. */
const LATE_MS = 20;

class TardyLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    super.append(events, (error) => setTimeout(() => settle(error), LATE_MS));
  }
}

void serveSabotaged({ endsAbruptly: true, ports: { log: (honest) => new TardyLog(honest) } });
