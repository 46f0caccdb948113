// A change that is not to be written alone is written at once.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({ models: (honest) => ({ ...honest, lazyFields: [] }) });
