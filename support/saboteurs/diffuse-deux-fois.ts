// A feed that tells the event again that a subscriber comes back with.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  listener: (honest) => (incoming, outgoing) => {
    const id = incoming.headers['last-event-id'];
    if (id !== undefined) incoming.headers['last-event-id'] = String(Math.max(0, Number(id) - 1));
    honest(incoming, outgoing);
  },
});
