import { z } from 'zod';

import type { IotApp } from './app';
import { freshBatches, sensorId } from './fresh-batches';
import { BatchReadingsAdded, READINGS_MAX, Sensor } from './models';
import { Refusal } from './refusal';
import { TotalReadings } from './views';

export const FreshAsked = z.strictObject({
  sensors: z.number().int().min(1).max(1_000).default(10),
  readings: z.number().int().min(1).max(1_000_000).default(10_000),
  batch: z.number().int().min(1).max(READINGS_MAX).default(1_000),
  seed: z.number().int().min(0).max(0xffffffff).default(1),
});

/** Batches on their way to the disk at the same time: they share its syncs. */
const AT_ONCE = 4;
const LOCATIONS = ['roof', 'cellar', 'hall', 'yard'];

/** Makes readings behind those that there are, one request after the other. */
export function freshGenerator({ node }: IotApp) {
  let isBusy = false;
  return async (asked: z.output<typeof FreshAsked>): Promise<object> => {
    if (isBusy) throw new Refusal(409, 'busy', 'readings are being generated: wait for them');
    isBusy = true;
    try {
      return await generate(asked);
    } finally {
      isBusy = false;
    }
  };

  async function generate(asked: z.output<typeof FreshAsked>): Promise<object> {
    const startedAt = performance.now();
    const sensors = Array.from({ length: asked.sensors }, (_, index) => sensorId(index));
    const created = await createMissing(sensors);
    const behind = node.view(TotalReadings).get()?.readings ?? 0;
    const plan = { ...asked, sensors, behind };
    let batches = 0;
    const queue = freshBatches(plan);
    const send = async (): Promise<void> => {
      for (const batch of queue) {
        await node.emit(BatchReadingsAdded, batch);
        batches += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    const seconds = (performance.now() - startedAt) / 1000;
    const perSecond = Math.round(asked.readings / seconds);
    return { sensors: created, readings: asked.readings, batches, seconds, perSecond };
  }

  function createMissing(ids: readonly string[]): Promise<number> {
    return node.transaction((tx) => {
      const missing = ids.filter((id) => tx.get(Sensor, id) === undefined);
      for (const [index, id] of missing.entries())
        tx.create(Sensor, {
          id,
          name: id,
          location: LOCATIONS[index % LOCATIONS.length] as string,
          unit: '°C',
          installedAt: '2026-01-01T00:00:00Z',
        });
      return missing.length;
    });
  }
}
