// A writer that puts a lot on record as two transactions, one after the other.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

/** Longer than any machine takes to see the first one in the file and to strike. */
const APART_MS = 2000;
/** Small enough to be there in one piece as soon as the file grows. */
const FIRST_SHARE = 0.01;

const transaction = (events: readonly LoggedEvent[]): LoggedEvent[] =>
  events.map((event, index) => ({ ...event, txLeft: events.length - 1 - index }));

class SplittingLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    const cut = Math.floor(events.length * FIRST_SHARE);
    if (cut === 0) {
      super.append(events, settle);
      return;
    }
    super.append(transaction(events.slice(0, cut)), () => undefined);
    setTimeout(() => super.append(transaction(events.slice(cut)), settle), APART_MS);
  }
}

void serveSabotaged({ ports: { log: (honest) => new SplittingLog(honest) } });
