// A writer that puts its fiftieth event on record twice, and renumbers what follows so that
// nothing shows.
import type { LoggedEvent } from 'lithair';

import { BrokenLog } from './broken-log';
import { serveSabotaged } from './serve-sabotaged';

class StutteringLog extends BrokenLog {
  #shift = 0;

  protected override change(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return events.flatMap((event) => {
      const shifted = {
        ...event,
        seq: event.seq + this.#shift,
        timestamp: event.timestamp + this.#shift,
      };
      if (event.seq !== 50) return [shifted];
      this.#shift = 1;
      return [shifted, { ...shifted, seq: 51, timestamp: shifted.timestamp + 1 }];
    });
  }
}

void serveSabotaged({ ports: { log: (honest) => new StutteringLog(honest) } });
