// A server that never sees the precondition of a write.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  listener: (honest) => (incoming, outgoing) => {
    delete incoming.headers['if-match'];
    honest(incoming, outgoing);
  },
});
