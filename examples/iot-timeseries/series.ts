import type { Limits } from './limits';
import type { SensorReading } from './models';

/** Some readings, in the order in which they came. Never changes once it is full. */
export interface Chunk {
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** What memory holds of a sensor. */
export interface Series {
  /** Readings ever. */
  readonly count: number;
  /** Readings in `chunks`. */
  readonly held: number;
  /** The latest time of a reading that left memory; `null` while all are held. */
  readonly leftUpTo: number | null;
  readonly chunks: readonly Chunk[];
}

export const NOTHING: Series = { count: 0, held: 0, leftUpTo: null, chunks: [] };

/** What one reading more costs is at most two chunks, however many are held. */
const CHUNK = 128;

/** All readings of a sensor are held, or only the newest: its count alone says which. */
export const isEager = ({ count }: Pick<Series, 'count'>, { eager }: Limits): boolean =>
  count <= eager;

/** The series with readings more, within the limits. */
export function extend(before: Series, readings: readonly SensorReading[], limits: Limits): Series {
  const count = before.count + readings.length;
  const whole = { ...before, count, held: before.held + readings.length };
  const chunks = [...before.chunks];
  const last = chunks.at(-1);
  if (last !== undefined && last.times.length < CHUNK) chunks.pop();
  const open = last !== undefined && last.times.length < CHUNK ? last : { times: [], values: [] };
  const times = [...open.times, ...readings.map(({ time }) => time)];
  const values = [...open.values, ...readings.map(({ value }) => value)];
  for (let from = 0; from < times.length; from += CHUNK)
    chunks.push({
      times: times.slice(from, from + CHUNK),
      values: values.slice(from, from + CHUNK),
    });
  const series = { ...whole, chunks };
  return isEager(series, limits) ? series : newest(series, limits.recent);
}

/** The oldest leave until no more than `most` are held. */
function newest(series: Series, most: number): Series {
  const chunks = [...series.chunks];
  let surplus = series.held - most;
  let leftUpTo = series.leftUpTo ?? 0;
  while (surplus > 0) {
    const { times, values } = chunks.shift() as Chunk;
    const leaving = Math.min(surplus, times.length);
    leftUpTo = Math.max(leftUpTo, ...times.slice(0, leaving));
    if (leaving < times.length)
      chunks.unshift({ times: times.slice(leaving), values: values.slice(leaving) });
    surplus -= leaving;
  }
  return { ...series, chunks, leftUpTo, held: Math.min(series.held, most) };
}
