import type { Ports } from 'lithair';

import { earlyClock } from './early-clock';
import { jumpingClock } from './jumping-clock';
import { slowDisk } from './slow-disk';

/**
 * A machine that is hard on its server, as the environment of the process asks for it. The server
 * is not broken: every promise must hold.
 */
export function adversity(environment: NodeJS.ProcessEnv): Partial<Ports> {
  const {
    LITHAIR_HORLOGE: clockSeed,
    LITHAIR_AVANCE_JOURS: daysAhead,
    LITHAIR_SYNC_MS: syncMs,
  } = environment;
  return {
    ...(clockSeed === undefined ? {} : { environment: jumpingClock(Number(clockSeed)) }),
    ...(daysAhead === undefined ? {} : { environment: earlyClock(Number(daysAhead)) }),
    ...(syncMs === undefined ? {} : { disk: slowDisk(Number(syncMs)) }),
  };
}

/** Starts like the product, on the machine that `adversity` describes. */
export const ADVERSE_ENTRY = 'support/saboteurs/honnete.ts';
