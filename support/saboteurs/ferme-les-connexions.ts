// A server that ends the connection after each answer.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  listener: (honest) => (incoming, outgoing) => {
    outgoing.shouldKeepAlive = false;
    honest(incoming, outgoing);
  },
});
