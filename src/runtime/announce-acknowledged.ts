import type { LoggedEvent } from '../engine/event';
import type { EventLog } from '../storage/log/event-log';

/** Who is told of each event, in order, after it was acknowledged. */
export interface Audience {
  readonly onAcknowledged: (event: LoggedEvent) => void;
  /** What `onAcknowledged` threw: it must not keep the next one from its acknowledgement. */
  readonly onFault: (error: unknown) => void;
}

/**
 * The same log, with an audience. A wrapper and not a hook in the writer: a node without an
 * audience has no trace of it on the path of a write.
 */
export function announceAcknowledged(log: EventLog, audience: Audience): EventLog {
  return {
    get status() {
      return log.status;
    },
    refusal: () => log.refusal(),
    append: (events, settle) =>
      log.append(events, (error) => {
        settle(error);
        if (error === undefined) announce(events, audience);
      }),
    hasten: () => log.hasten(),
    close: () => log.close(),
  };
}

function announce(events: readonly LoggedEvent[], { onAcknowledged, onFault }: Audience): void {
  try {
    for (const event of events) onAcknowledged(event);
  } catch (error) {
    onFault(error);
  }
}
