// An immutable field changes like any other.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({ models: (honest) => ({ ...honest, immutableFields: [] }) });
