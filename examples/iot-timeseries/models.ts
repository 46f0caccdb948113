import { defineEvent, defineModel, field, type PayloadIn } from 'lithair';
import { z } from 'zod';

export const Sensor = defineModel('sensors', {
  name: field(z.string().min(1).max(100), { db: { unique: true } }),
  location: field(z.string().min(1).max(100), { db: { indexed: true } }),
  unit: field(z.string().min(1).max(20)),
  installedAt: field(z.iso.datetime(), { lifecycle: { immutable: true } }),
});

export const READINGS_MAX = 10_000;

const Reading = z.strictObject({
  /** Identifier of a sensor. */
  sensor: z.string().min(1).max(64),
  /** Milliseconds since 1970. */
  time: z.number().int().nonnegative(),
  value: z.number(),
});

/**
 * Readings as they come in: many at once. The batch names its own key, so that one that is sent
 * again, by whoever did not hear the answer, has no second effect.
 */
export const BatchReadingsAdded = defineEvent(
  'BatchReadingsAdded',
  {
    batchId: z.string().regex(/^[A-Za-z0-9._:~-]{1,100}$/),
    readings: z.array(Reading).min(1).max(READINGS_MAX),
  },
  { id: () => 'readings', http: true, idempotencyKey: ({ batchId }) => batchId },
);

export type Batch = PayloadIn<typeof BatchReadingsAdded>;
export type SensorReading = Batch['readings'][number];

export const models = [Sensor] as const;
export const events = [BatchReadingsAdded] as const;
