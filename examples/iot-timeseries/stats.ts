import type { IotApp } from './app';
import { Sensor } from './models';
import { isEager } from './series';
import { TotalReadings } from './views';

/** Two numbers of a frozen array, boxed: measured, see the README. */
const BYTES_PER_READING = 49;

/** What there is, what of it is in memory, and what that takes. O(sensors) */
export function statsOf({ node, limits, recent }: IotApp): object {
  const { batches, readings } = node.view(TotalReadings).get() ?? { batches: 0, readings: 0 };
  const series = node.view(recent).page({}, Infinity);
  const inMemory = series.reduce((sum, { value }) => sum + value.held, 0);
  const beyond = series.filter(({ value }) => !isEager(value, limits)).length;
  const { rss, heapUsed } = process.memoryUsage();
  return {
    sensors: node.find(Sensor, { limit: 1 }).total,
    batches,
    readings: { ever: readings, inMemory, bytes: inMemory * BYTES_PER_READING },
    mode: beyond === 0 ? 'eager' : 'window',
    sensorsWithReadings: series.length,
    sensorsBeyondLimit: beyond,
    limits: { eagerReadings: limits.eager, recentReadings: limits.recent },
    memory: { rss, heapUsed },
  };
}
