// A feed that does not tell one event in 90.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  ports: {
    feed: (tell) => (events) => tell(events.filter(({ seq }) => seq % 90 !== 0)),
  },
});
