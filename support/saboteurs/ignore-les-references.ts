// References are declared, and nobody looks at them.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({ models: (honest) => ({ ...honest, references: [] }) });
