import { defineView, on, type ViewDefinition } from 'lithair';

import type { Limits } from './limits';
import { BatchReadingsAdded, Sensor, type Batch, type SensorReading } from './models';
import { extend, NOTHING, type Series } from './series';

/** All that came in. */
export interface Totals {
  readonly batches: number;
  readonly readings: number;
}

export interface SensorStats {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly mean: number;
  /** The latest by its time. */
  readonly last: { readonly time: number; readonly value: number };
}

const NONE: Totals = { batches: 0, readings: 0 };

export const TotalReadings = defineView<Totals>('totals', {
  on: [
    on(BatchReadingsAdded, {
      reduce: (totals = NONE, batch): Totals => ({
        batches: totals.batches + 1,
        readings: totals.readings + batch.readings.length,
      }),
    }),
  ],
});

/** Sensors of a location. */
export const LocationIndex = defineView<readonly string[]>('location_index', {
  on: [
    on(Sensor.created, {
      key: ({ location }) => location,
      reduce: (ids = [], { id }) => [...ids, id].sort(),
    }),
    on(Sensor.updated, {
      key: ({ location }, { before }) => [location, before.location],
      reduce: (ids = [], { id, location }, { key }) => {
        const others = ids.filter((other) => other !== id);
        return orNone(location === key ? [...others, id].sort() : others);
      },
    }),
    on(Sensor.deleted, {
      key: ({ location }) => location,
      reduce: (ids = [], { id }) => orNone(ids.filter((other) => other !== id)),
    }),
  ],
});

export const SensorStatistics = defineView<SensorStats>('sensor_stats', {
  on: [
    on(BatchReadingsAdded, {
      key: sensorsOf,
      reduce: (stats, batch, { key }) => {
        let next = stats;
        for (const reading of readingsOf(batch, key)) next = withReading(next, reading);
        return next;
      },
    }),
  ],
});

/**
 * The readings that memory holds of each sensor: all of them up to a limit, the newest beyond it.
 * The limits are part of what the view is, so its version is made of them: under other limits it is
 * made again from the log.
 */
export const recentReadings = (limits: Limits): ViewDefinition<Series> =>
  defineView<Series>('recent_readings', {
    version: limits.eager * 1_000_000 + limits.recent,
    on: [
      on(BatchReadingsAdded, {
        key: sensorsOf,
        reduce: (series = NOTHING, batch, { key }) =>
          extend(series, readingsOf(batch, key), limits),
      }),
    ],
  });

const orNone = (ids: readonly string[]): readonly string[] | undefined =>
  ids.length === 0 ? undefined : ids;

function withReading(stats: SensorStats | undefined, { time, value }: SensorReading): SensorStats {
  const last = { time, value };
  if (stats === undefined)
    return { count: 1, min: value, max: value, sum: value, mean: value, last };
  const count = stats.count + 1;
  const sum = stats.sum + value;
  return {
    count,
    min: Math.min(stats.min, value),
    max: Math.max(stats.max, value),
    sum,
    mean: sum / count,
    last: time >= stats.last.time ? last : stats.last,
  };
}

/** A batch is sorted once, for all keys of all views: it is gone with the batch. */
const sorted = new WeakMap<Batch, ReadonlyMap<string, readonly SensorReading[]>>();

function bySensor(batch: Batch): ReadonlyMap<string, readonly SensorReading[]> {
  const known = sorted.get(batch);
  if (known !== undefined) return known;
  const made = new Map<string, SensorReading[]>();
  for (const reading of batch.readings) {
    const same = made.get(reading.sensor);
    if (same === undefined) made.set(reading.sensor, [reading]);
    else same.push(reading);
  }
  sorted.set(batch, made);
  return made;
}

function sensorsOf(batch: Batch): readonly string[] {
  return [...bySensor(batch).keys()];
}

function readingsOf(batch: Batch, sensor: string): readonly SensorReading[] {
  return bySensor(batch).get(sensor) ?? [];
}
