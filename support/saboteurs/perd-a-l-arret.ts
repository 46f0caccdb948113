// A server that exits with 0 at SIGTERM without writing what waits in its queue.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

/** Longer than any machine takes from an answer to the signal: what waits is never written. */
const LAZY_MS = 600_000;

class LazyLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    setImmediate(settle);
    setTimeout(() => super.append(events, () => undefined), LAZY_MS);
  }
}

void serveSabotaged({ endsAbruptly: true, ports: { log: (honest) => new LazyLog(honest) } });
