// A field that is for memory alone is put on record.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({
  models: (honest) => ({ ...honest, memoryFields: new Map(), isVolatile: false }),
});
