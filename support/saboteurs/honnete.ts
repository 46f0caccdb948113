// The control: the product through the saboteurs' own path, with nothing broken. It must be
// green.
import { serveSabotaged } from './serve-sabotaged';

void serveSabotaged({});
