// A writer whose clock goes back for one event.
import type { LoggedEvent } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class BackwardsLog extends BrokenLog {
  protected override change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return events.map((event) => {
      return event.seq === 42 ? { ...event, timestamp: event.timestamp - 3_600_000_000 } : event;
    });
  }
}

void serveSabotaged({ ports: { log: (honest) => new BackwardsLog(honest) } });
