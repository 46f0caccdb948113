// A server that was asked to chain its log, and does not.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  settings: (honest) => ({ ...honest, settings: { ...honest.settings, hashChain: false } }),
});
