import { type Environment, nodeEnvironment } from 'lithair';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A machine that lives so many days later. */
export function earlyClock(days: number): Environment {
  const honest = nodeEnvironment();
  return { ...honest, wallMs: () => honest.wallMs() + days * DAY_MS };
}
