// A feed that tells events before they are on the disk.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

let tellNow: (events: readonly LoggedEvent[]) => void = () => undefined;

class TellingLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    tellNow(events);
    super.append(events, settle);
  }
}

void serveSabotaged({
  ports: {
    log: (honest) => new TellingLog(honest),
    feed: (tell) => {
      tellNow = tell;
      return () => undefined;
    },
  },
});
