import type { Batch, SensorReading } from './models';

const FIRST_TIME = Date.UTC(2026, 0, 1);
const STEP_MS = 1_000;

export interface FreshPlan {
  readonly seed: number;
  readonly sensors: readonly string[];
  /** Readings that there are already: the new ones come behind them. */
  readonly behind: number;
  readonly readings: number;
  readonly batch: number;
}

export const sensorId = (index: number): string => `sensor-${String(index + 1).padStart(3, '0')}`;

/** Batches that are the same for the same plan; none is made before it is asked for. */
export function* freshBatches({
  seed,
  sensors,
  behind,
  readings,
  batch,
}: FreshPlan): Generator<Batch> {
  for (let from = behind; from < behind + readings; from += batch) {
    const size = Math.min(batch, behind + readings - from);
    const made: SensorReading[] = [];
    for (let index = from; index < from + size; index += 1) {
      const sensor = sensors[index % sensors.length] as string;
      made.push({ sensor, time: FIRST_TIME + index * STEP_MS, value: valueAt(seed, index) });
    }
    yield { batchId: `fresh-${seed}-${from}`, readings: made };
  }
}

/** A day of temperatures, and some noise (a round of mulberry32), with two decimals. */
function valueAt(seed: number, index: number): number {
  const state = (seed + Math.imul(index + 1, 0x6d2b79f5)) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  const noise = ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  const day = Math.sin((2 * Math.PI * index) / 86_400);
  return Math.round((20 + 5 * day + noise) * 100) / 100;
}
