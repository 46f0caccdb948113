import { randomFillSync } from 'node:crypto';
import type { Environment } from './environment.js';

const POOL_BYTES = 8192;

/** Time and randomness of the machine. Random bytes come from a pool: one call to the kernel serves 512 identifiers. */
export function nodeEnvironment(): Environment {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
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
    randomBytes: (count) => {
      if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count));
      if (used + count > POOL_BYTES) {
        randomFillSync(pool);
        used = 0;
      }
      used += count;
      return pool.slice(used - count, used);
    },
  };
}
