// A history that has one version more than is declared.
import { keepingOther } from './keeping-other';
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({ models: keepingOther((versions) => versions + 1) });
