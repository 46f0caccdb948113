import type { Moment } from './past-entry';

/** When somebody looks at the past: right after an event, or at a time (µs since 1970). */
export type Instant = { readonly seq: number } | { readonly timestamp: number };

/** Whether a moment had come by an instant. */
export const isBy = (moment: Moment, at: Instant): boolean =>
  'seq' in at ? moment.seq <= at.seq : moment.timestamp <= at.timestamp;

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** What `readInstant` takes, for whoever gave something else. */
export const INSTANT_FORM =
  'a sequence number or an ISO 8601 time with its zone is expected, 2026-01-31T12:00:00Z';

/**
 * Reads `SEQ|TIME`; `undefined` when it is neither. A time needs its zone: the answer must not
 * depend on where it is asked. A date alone is midnight UTC.
 */
export function readInstant(text: string): Instant | undefined {
  if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
  if (DATE.test(text)) return timeOf(`${text}T00:00:00`, '', 'Z');
  const [, upToSeconds, fraction = '', zone] = TIME.exec(text) ?? [];
  if (upToSeconds === undefined || zone === undefined) return undefined;
  return timeOf(upToSeconds, fraction, zone);
}

function timeOf(upToSeconds: string, fraction: string, zone: string): Instant | undefined {
  const ms = Date.parse(`${upToSeconds}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return { timestamp: ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0')) };
}

/** A time as `readInstant` reads it, to the microsecond. */
export function isoTime(timestamp: number): string {
  const us = String(timestamp % 1000).padStart(3, '0');
  return `${new Date(Math.floor(timestamp / 1000)).toISOString().slice(0, -1)}${us}Z`;
}
