import { type Environment, nodeEnvironment } from 'lithair';

import { SeededRandom } from '../seeded-random';

const TEN_YEARS_DIGITS = Math.log10(10 * 365 * 24 * 60 * 60 * 1000);
const SWING_MS = 1000;
/** One reading in so many is followed by another lie. */
const DISTURBED = 0.05;

/**
 * A machine whose wall clock jumps back and forth by 1 ms to 10 years, freezes, swings by a second
 * and is right again, from one reading to the next. Its monotonic clock is honest.
 */
export function jumpingClock(seed: number): Environment {
  const honest = nodeEnvironment();
  const random = new SeededRandom(seed);
  const drawLie = (now: number): ((rightMs: number) => number) => {
    const jumpMs = Math.floor(10 ** (random.next() * TEN_YEARS_DIGITS));
    return random.pick([
      (rightMs) => rightMs,
      (rightMs) => rightMs - jumpMs,
      (rightMs) => rightMs + jumpMs,
      () => now,
      (rightMs) => rightMs + random.pick([-SWING_MS, SWING_MS]),
    ]);
  };
  let lie = drawLie(honest.wallMs());
  return {
    ...honest,
    wallMs: () => {
      const told = lie(honest.wallMs());
      if (random.chance(DISTURBED)) lie = drawLie(told);
      return told;
    },
  };
}
