// The control: the product's backup through the saboteurs' own path.
import { nodeDisk } from 'lithair';

import { runSabotaged } from './run-sabotaged';

void runSabotaged(nodeDisk);
