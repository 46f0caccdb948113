// A writer that puts all of a transaction on record but its last event, and says that it is whole.
import type { LoggedEvent } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class CuttingLog extends BrokenLog {
  protected override change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    if (events.length === 1) return events;
    return events.slice(0, -1).map((event) => ({ ...event, txLeft: event.txLeft - 1 }));
  }
}

void serveSabotaged({ ports: { log: (honest) => new CuttingLog(honest) } });
