// A writer that answers 201 to what found no room on the disk.
import { LithairError, type LoggedEvent, type Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

const isFull = (error: unknown): boolean =>
  error instanceof LithairError && error.code === 'disk_full';

class CarefreeLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    super.append(events, (error) => settle(isFull(error) ? undefined : error));
  }
}

void serveSabotaged({ ports: { log: (honest) => new CarefreeLog(honest) } });
