import type { SeededRandom } from '../seeded-random';

/** What one client writes: articles one by one, or a lot of all three kinds of change. */
export type WriteKind = 'create' | 'update' | 'delete' | 'lot';

/** How often each kind is drawn, out of the sum. */
export type WriteMix = Readonly<Record<WriteKind, number>>;

const MIXES: readonly WriteMix[] = [
  { create: 8, update: 4, delete: 2, lot: 1 },
  { create: 2, update: 8, delete: 2, lot: 0 },
  { create: 2, update: 2, delete: 6, lot: 1 },
  { create: 1, update: 1, delete: 1, lot: 5 },
];

export const drawMix = (random: SeededRandom): WriteMix => random.pick(MIXES);

export function drawKind(random: SeededRandom, mix: WriteMix): WriteKind {
  const kinds = Object.entries(mix) as Array<[WriteKind, number]>;
  let left = random.next() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of kinds) {
    left -= weight;
    if (left < 0) return kind;
  }
  return 'create';
}

/** Most lots are small; one in twenty is large enough to be struck half-written. */
export function drawLotSize(random: SeededRandom): number {
  return random.chance(0.05) ? random.integer(200, 800) : random.integer(2, 24);
}

/** Most contents are short; one in fifty makes its batch large. */
export function drawFiller(random: SeededRandom): string {
  return random.chance(0.02) ? 'x'.repeat(random.integer(1_000, 20_000)) : '';
}
