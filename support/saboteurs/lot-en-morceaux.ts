// A writer that puts a lot on record as two transactions, one after the other.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

/** Longer than any machine takes to see the first one in the file and to strike. */
const APART_MS = 5000;
/** As large as the scenario takes for the whole lot. */
const FIRST_SHARE = 0.9;

const transaction = (events: readonly LoggedEvent[]): LoggedEvent[] =>
  events.map((event, index) => ({ ...event, txLeft: events.length - 1 - index }));

class SplittingLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    const cut = Math.floor(events.length * FIRST_SHARE);
    super.append(transaction(events.slice(0, cut)), () => undefined);
    setTimeout(() => super.append(transaction(events.slice(cut)), settle), APART_MS);
  }
}

void serveSabotaged({ ports: { log: (honest) => new SplittingLog(honest) } });
