// A writer that acknowledges a batch as it starts to write it: only SIGKILL in that very instant
// shows it, and only what was in flight is lost.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class HastyLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    super.append(events, () => undefined);
    settle();
  }
}

void serveSabotaged({ ports: { log: (honest) => new HastyLog(honest) } });
