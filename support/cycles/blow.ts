import { statSync } from 'node:fs';
import { join } from 'node:path';

import { segmentNames } from '../raftlog-reader';
import type { SeededRandom } from '../seeded-random';

/** When a server under load is struck: after so many of one thing, since its clients started. */
export interface Blow {
  unit: 'acknowledgements' | 'bytes' | 'ms';
  amount: number;
}

const AMOUNT_MAX: Record<Blow['unit'], number> = {
  acknowledgements: 60,
  bytes: 60_000,
  ms: 60,
};

export function drawBlow(random: SeededRandom): Blow {
  const unit = random.pick(['acknowledgements', 'bytes', 'ms'] as const);
  return { unit, amount: random.integer(0, AMOUNT_MAX[unit]) };
}

/** Tells, again and again, whether the instant has come. */
export function blowClock(
  { unit, amount }: Blow,
  { directory, acknowledged }: { directory: string; acknowledged: () => number },
): () => boolean {
  const start = { acknowledged: acknowledged(), bytes: logBytes(directory), ms: performance.now() };
  const passed = {
    acknowledgements: () => acknowledged() - start.acknowledged,
    bytes: () => logBytes(directory) - start.bytes,
    ms: () => performance.now() - start.ms,
  }[unit];
  return () => passed() >= amount;
}

/** Of all segments: one may be sealed, so named anew, while they are counted. */
function logBytes(directory: string): number {
  const size = (name: string): number =>
    statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0;
  return segmentNames(directory).reduce((sum, name) => sum + size(name), 0);
}
