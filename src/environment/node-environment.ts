import { randomBytes, randomUUID } from 'node:crypto';
import type { Environment } from './environment';

/** Time and randomness of the machine. */
export function nodeEnvironment(): Environment {
  return {
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      timer.unref();
      return { cancel: () => clearTimeout(timer) };
    },
    soon: (callback) => void setImmediate(callback),
    random: () => Math.random(),
    randomUuid: () => randomUUID(),
    randomBytes: (count) => randomBytes(count),
  };
}
