// A server that answers a list of the past with the present one.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  listener: (honest) => (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://localhost');
    if (/^\/api\/\w+$/.test(pathname) && searchParams.has('asOf')) {
      searchParams.delete('asOf');
      incoming.url = `${pathname}?${searchParams.toString()}`;
    }
    honest(incoming, outgoing);
  },
});
