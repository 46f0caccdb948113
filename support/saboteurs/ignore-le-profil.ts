import { DEFAULTS } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

/** Says that it follows a profile, and keeps the durability it always has. */
void serveSabotaged({
  settings: (honest) => ({
    ...honest,
    settings: { ...honest.settings, durability: DEFAULTS.durability },
  }),
});
