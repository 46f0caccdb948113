// A writer that acknowledges what it has not written yet.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

/** Longer than any machine takes from an answer to the blow: what waits is never written. */
const LATE_MS = 600_000;

class EarlyLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    settle();
    setTimeout(() => super.append(events, () => undefined), LATE_MS);
  }
}

void serveSabotaged({ ports: { log: (honest) => new EarlyLog(honest) } });
