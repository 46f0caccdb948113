// A server that answers a duplicate from what it is about to write, before it is written.
import type { LoggedEvent, Settle } from 'lithair';

import { BrokenLog } from './broken-log';
import { answerAgain, keyOf, type RememberedAnswer } from './remembered-answers';
import { serveSabotaged } from './serve-sabotaged';

/** Longer than any machine takes from an answer to the blow: what waits is never written. */
const LATE_MS = 600_000;
const promised = new Map<string, RememberedAnswer>();

class LateLog extends BrokenLog {
  override append(events: readonly LoggedEvent[], settle: Settle): void {
    const [event] = events;
    if (event?.request === undefined) {
      super.append(events, settle);
      return;
    }
    const { seq, aggregateId: id, payload: body } = event;
    promised.set(event.request.key, {
      status: 201,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        location: `/api/articles/${id}`,
        etag: `"${seq}"`,
        'lithair-durability': `disk; seq=${seq}`,
      },
      body,
    });
    setTimeout(() => super.append(events, settle), LATE_MS);
  }
}

void serveSabotaged({
  ports: { log: (honest) => new LateLog(honest) },
  listener: (honest) => (incoming, outgoing) => {
    const known = promised.get(keyOf(incoming) ?? '');
    if (known === undefined) honest(incoming, outgoing);
    else answerAgain(outgoing, known);
  },
});
