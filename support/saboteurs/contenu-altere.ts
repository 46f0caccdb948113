// A writer that loses the accents of what it puts on record.
import type { LoggedEvent } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class PlainLog extends BrokenLog {
  protected override change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return events.map((event) => ({ ...event, payload: event.payload.replaceAll('é', 'e') }));
  }
}

void serveSabotaged({ ports: { log: (honest) => new PlainLog(honest) } });
