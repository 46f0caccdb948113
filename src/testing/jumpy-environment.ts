import type { Environment } from '../environment/environment';
import { seeded, testEnvironment } from './test-environment';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const TEN_YEARS_DIGITS = Math.log10(10 * YEAR_MS);

/** One reading of the clock in so many is followed by another disturbance. */
const DISTURBED = 0.1;

/**
 * A machine whose wall clock jumps back and forth by 1 ms to 10 years, freezes, or swings by a
 * second, from one reading to the next; its monotonic clock goes on.
 */
export function jumpyEnvironment(seed: number): Environment {
  const random = seeded(seed);
  let monotonic = 1_000_000;
  let rightWall = Date.UTC(2026, 0, 1);
  let disturb: (rightMs: number) => number = (rightMs) => rightMs;

  const draw = (): typeof disturb => {
    const jumpMs = Math.floor(10 ** (random() * TEN_YEARS_DIGITS));
    const frozenAt = disturb(rightWall);
    const kinds: (typeof disturb)[] = [
      (rightMs) => rightMs,
      (rightMs) => rightMs - jumpMs,
      (rightMs) => rightMs + jumpMs,
      () => frozenAt,
      (rightMs) => rightMs + (random() < 0.5 ? 1000 : -1000),
    ];
    return kinds[Math.floor(random() * kinds.length)] ?? disturb;
  };
  const pass = (): void => {
    const ms = random() * 2;
    monotonic += ms;
    rightWall += ms;
    if (random() < DISTURBED) disturb = draw();
  };
  return {
    ...testEnvironment(seed),
    wallMs: () => {
      pass();
      return Math.floor(disturb(rightWall));
    },
    monotonicMs: () => monotonic,
  };
}
