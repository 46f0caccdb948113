// A field that is not to be shown is shown.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({ models: (honest) => ({ ...honest, hiddenFields: [] }) });
