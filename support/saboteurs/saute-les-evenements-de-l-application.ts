// A recovery that replays the events of models alone.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  ports: {
    replay: (apply) => (event) => {
      if (/(Created|Updated|Deleted)$/.test(event.type)) apply(event);
    },
  },
});
