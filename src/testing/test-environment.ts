import { nodeEnvironment } from '../environment/node-environment';
import type { Environment } from '../environment/environment';

/** A generator of uniform numbers that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Real timers, a clock that the test moves, and random numbers from a seed. */
export function testEnvironment(seed = 1): Environment & { setWallMs(ms: number): void } {
  const random = seeded(seed);
  let wall = Date.UTC(2026, 0, 1);
  const byte = (): number => Math.floor(random() * 256);
  return {
    ...nodeEnvironment(),
    wallMs: () => wall,
    setWallMs: (ms) => {
      wall = ms;
    },
    random,
    randomBytes: (count) => Uint8Array.from({ length: count }, byte),
    randomUuid: () => {
      const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}
