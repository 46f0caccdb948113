import { z } from 'zod';

import type { IotApp } from './app';
import { loggedBatches } from './log-readings';
import { Refusal } from './refusal';
import { NOTHING, type Series } from './series';

const moment = z
  .union([z.iso.datetime().transform((text) => Date.parse(text)), z.string().regex(/^\d{1,15}$/)])
  .transform(Number);

export const ReadingsAsked = z.strictObject({
  sensor: z.string().min(1).max(64),
  /** Times are milliseconds since 1970, or ISO 8601 in UTC; both ends belong to what is asked. */
  from: moment.optional(),
  to: moment.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});

type Asked = z.output<typeof ReadingsAsked>;
/** Milliseconds since 1970, and the value. */
type Point = readonly [time: number, value: number];

/**
 * Readings of a sensor in the order in which they came: out of memory, or out of the log when some
 * that are older than what memory holds are asked for by `from`.
 */
export async function findReadings(app: IotApp, asked: Asked): Promise<object> {
  const { sensor, from, to = Infinity, limit } = asked;
  const series = app.node.view(app.recent).get(sensor) ?? NOTHING;
  const { count, held, leftUpTo } = series;
  const isHeld = leftUpTo === null || from === undefined || from > leftUpTo;
  const range: Range = { sensor, from: from ?? -Infinity, to, most: limit + 1 };
  const found = isHeld ? ofMemory(series, range) : await ofLog(app.directory, range);
  return {
    sensor,
    readings: found.slice(0, limit),
    more: found.length > limit,
    source: isHeld ? 'memory' : 'log',
    memory: { ever: count, held, heldAfter: leftUpTo },
  };
}

interface Range {
  readonly sensor: string;
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

function ofMemory({ chunks }: Series, { from, to, most }: Range): Point[] {
  const found: Point[] = [];
  for (const { times, values } of chunks)
    for (const [index, time] of times.entries()) {
      if (time >= from && time <= to) found.push([time, values[index] as number]);
      if (found.length === most) return found;
    }
  return found;
}

async function ofLog(directory: string, { sensor, from, to, most }: Range): Promise<Point[]> {
  const found: Point[] = [];
  for await (const logged of loggedBatches(directory)) {
    if (logged === undefined) throw tooMuch();
    for (const { sensor: by, time, value } of logged.batch.readings) {
      if (by === sensor && time >= from && time <= to) found.push([time, value]);
      if (found.length === most) return found;
    }
  }
  return found;
}

const tooMuch = (): Refusal =>
  new Refusal(
    400,
    'too_much_to_read',
    'the log has too many readings for one request: ask for what memory holds, or fewer by limit',
  );
