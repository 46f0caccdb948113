// A writer that puts a lot on record as two transactions, one second apart.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

const APART_MS = 1000;
/** So much goes first that the suite, striking once most bytes are there, strikes in between. */
const FIRST_PART = 0.9;

class SplittingLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    const cut = Math.floor(events.length * FIRST_PART);
    if (cut === 0) {
      super.append(events, settle);
      return;
    }
    const first = events
      .slice(0, cut)
      .map((event, index) => ({ ...event, txLeft: cut - 1 - index }));
    super.append(first, () => undefined);
    setTimeout(() => super.append(events.slice(cut), settle), APART_MS);
  }
}

void serveSabotaged({ ports: { log: (honest) => new SplittingLog(honest) } });
