import { creations } from './creations';
import { sigkill } from './sigkill';
import { sizes } from './sizes';
import type { Soak } from './soak';

/** The table of soaks: `npm run soak -- NAME`. A new one is a module and a row. */
export const SOAKS: Readonly<Record<string, Soak>> = {
  sigkill,
  million: creations(1_000_000),
  'ten-million': creations(10_000_000),
  sizes,
};
