// A writer that keeps the keys in memory only: deduplication that does not go through the log.
import type { LoggedEvent } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class KeylessLog extends BrokenLog {
  protected override change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return events.map((event) => ({ ...event, request: undefined }));
  }
}

void serveSabotaged({ ports: { log: (honest) => new KeylessLog(honest) } });
