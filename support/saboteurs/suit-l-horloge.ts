// A writer that puts the machine's time on record, whatever it says.
import type { LoggedEvent } from 'lithair';

import { jumpingClock } from '../adversity/jumping-clock';
import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

const environment = jumpingClock(Number(process.env['LITHAIR_HORLOGE'] ?? 1));

class FollowingLog extends BrokenLog {
  protected override change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return events.map((event) => ({ ...event, timestamp: environment.wallMs() * 1000 }));
  }
}

void serveSabotaged({ ports: { log: (honest) => new FollowingLog(honest) } });
