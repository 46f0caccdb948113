// An update that changed several fields does not name the last of them.
import type { LoggedEvent } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class SilentLog extends BrokenLog {
  protected override change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return events.map((event) =>
      (event.changed?.length ?? 0) > 1 ? { ...event, changed: event.changed?.slice(0, -1) } : event,
    );
  }
}

void serveSabotaged({ ports: { log: (honest) => new SilentLog(honest) } });
