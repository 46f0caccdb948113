// A recovery that replays everything but deletions.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  ports: {
    replay: (apply) => (event) => {
      if (!event.type.endsWith('Deleted')) apply(event);
    },
  },
});
