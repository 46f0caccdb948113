import { expect } from 'chai';

import { jsonOf } from './http-client';
import type { LithairWorld } from './lithair-world';
import { readRaftlog } from './raftlog-reader';

export interface Reading {
  sensor: string;
  time: number;
  value: number;
}

interface Series {
  count: number;
  held: number;
  leftUpTo: number | null;
  chunks: { times: number[]; values: number[] }[];
}

interface Item {
  key: string;
  value: unknown;
}

/** How many readings of a sensor memory holds. */
export interface IotLimits {
  eager: number;
  recent: number;
}

/** The JSON of an answer that must be a success. */
export async function askIot(
  world: LithairWorld,
  method: string,
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await world.http.send(method, path, { body });
  expect(answer.status, `${method} ${path}: ${answer.text.slice(0, 300)}`).to.be.within(200, 299);
  return jsonOf(answer);
}

/** Readings that the server knows of; 0 before the first. */
export async function readingsEver(world: LithairWorld): Promise<number> {
  const { readings } = await askIot(world, 'GET', '/api/stats');
  return (readings as { ever: number }).ever;
}

/** Every reading of the log, in its order. */
export const loggedReadings = (world: LithairWorld): Reading[] =>
  readRaftlog(world.dataDir)
    .events.filter(({ event_type: type }) => type === 'BatchReadingsAdded')
    .flatMap(({ payload }) => payload['readings'] as Reading[]);

const viewOf = async (world: LithairWorld, name: string): Promise<Item[]> =>
  (await askIot(world, 'GET', `/api/views/${name}?limit=1000`))['items'] as Item[];

/** The views as they are served; the readings of a sensor in one list. */
export async function servedViews(world: LithairWorld): Promise<unknown> {
  const recent = await viewOf(world, 'recent_readings');
  return {
    totals: await viewOf(world, 'totals'),
    locations: await viewOf(world, 'location_index'),
    statistics: await viewOf(world, 'sensor_stats'),
    recent: recent.map(({ key, value }) => {
      const { chunks, ...facts } = value as Series;
      const times = chunks.flatMap((chunk) => chunk.times);
      return { key, ...facts, times, values: chunks.flatMap((chunk) => chunk.values) };
    }),
  };
}

/** The same, made of the log by somebody who knows none of the reducers. */
export function viewsOfLog(world: LithairWorld, { eager, recent }: IotLimits): unknown {
  const { events } = readRaftlog(world.dataDir);
  const batches = events.filter(({ event_type: type }) => type === 'BatchReadingsAdded').length;
  const readings = loggedReadings(world);
  const bySensor = grouped(readings, ({ sensor }) => sensor);
  const sensors = events
    .filter(({ event_type: type }) => type === 'SensorCreated')
    .map(({ aggregate_id: id, payload }) => ({ id, location: payload['location'] as string }));
  return {
    totals: [{ key: 'all', value: { batches, readings: readings.length } }],
    locations: grouped(sensors, ({ location }) => location).map(([key, those]) => ({
      key,
      value: those.map(({ id }) => id).sort(),
    })),
    statistics: bySensor.map(([key, those]) => ({ key, value: statisticsOf(those) })),
    recent: bySensor.map(([key, those]) => {
      const isWhole = those.length <= eager;
      const kept = isWhole ? those : those.slice(-recent);
      const gone = those.slice(0, those.length - kept.length).map(({ time }) => time);
      return {
        key,
        ...{ count: those.length, held: kept.length },
        leftUpTo: isWhole ? null : Math.max(...gone),
        times: kept.map(({ time }) => time),
        values: kept.map(({ value }) => value),
      };
    }),
  };
}

function statisticsOf(readings: Reading[]): object {
  const values = readings.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const latest = Math.max(...readings.map(({ time }) => time));
  const last = readings.filter(({ time }) => time === latest).at(-1);
  return {
    ...{ count: values.length, min: Math.min(...values), max: Math.max(...values) },
    ...{ sum, mean: sum / values.length },
    last: { time: last?.time, value: last?.value },
  };
}

function grouped<T>(items: T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
