// A feed that tells what happens to records, and not the application's own events.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  ports: {
    feed: (tell) => (events) =>
      tell(events.filter(({ type }) => /(Creat|Updat|Delet)ed$/.test(type))),
  },
});
