// A writer that puts a lot on record as ten transactions, one after the other.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

const PARTS = 10;
const APART_MS = 100;

class SplittingLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    this.#appendFrom(0, events, settle);
  }

  #appendFrom(start: number, events: readonly LoggedEvent[], settle: Settle): void {
    const end = Math.min(events.length, start + Math.ceil(events.length / PARTS));
    const part = events
      .slice(start, end)
      .map((event, index) => ({ ...event, txLeft: end - start - 1 - index }));
    const isLast = end === events.length;
    super.append(part, isLast ? settle : () => undefined);
    if (!isLast) setTimeout(() => this.#appendFrom(end, events, settle), APART_MS);
  }
}

void serveSabotaged({ ports: { log: (honest) => new SplittingLog(honest) } });
