// A recovery that replays events and forgets under which key they were asked for.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  ports: { replay: (apply) => (event) => apply({ ...event, request: undefined }) },
});
