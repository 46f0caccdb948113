// A view that goes on with the values of a snapshot, whatever its definition has become.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  views: (honest) => ({
    ...honest,
    version: 1,
    listeners: honest.listeners.map((listener) => ({ ...listener, text: '' })),
  }),
});
