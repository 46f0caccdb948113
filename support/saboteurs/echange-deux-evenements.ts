// A writer that exchanges the second event and the third: numbers and times stay in order,
// facts do not.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class SwappingLog extends BrokenLog {
  #held: LoggedEvent | undefined;

  override append(events: readonly LoggedEvent[], settle: Settle): void {
    const [event] = events;
    const held = this.#held;
    if (event?.seq === 2) {
      this.#held = event;
      setImmediate(settle);
    } else if (event !== undefined && held !== undefined) {
      this.#held = undefined;
      const { seq, timestamp } = event;
      super.append([{ ...event, seq: held.seq, timestamp: held.timestamp }], () => undefined);
      super.append([{ ...held, seq, timestamp }], settle);
    } else super.append(events, settle);
  }
}

void serveSabotaged({ ports: { log: (honest) => new SwappingLog(honest) } });
