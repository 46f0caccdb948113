import { InvalidArgumentError } from 'commander';
import type { EventBound } from '../storage/recovery/read-events';

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const EXPECTED =
  'a sequence number or an ISO 8601 time with its zone is expected, 2026-01-31T12:00:00Z';

/**
 * Reads `SEQ|TIME` of the command line. A time needs its zone: the answer must not depend on where
 * it is asked. A date alone is midnight UTC.
 * @throws {InvalidArgumentError} it is neither.
 */
export function eventBound(text: string): EventBound {
  if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
  if (DATE.test(text)) return { timestamp: microseconds(`${text}T00:00:00`, '', 'Z') };
  const [, upToSeconds, fraction = '', zone] = TIME.exec(text) ?? [];
  if (upToSeconds === undefined || zone === undefined) throw new InvalidArgumentError(EXPECTED);
  return { timestamp: microseconds(upToSeconds, fraction, zone) };
}

function microseconds(upToSeconds: string, fraction: string, zone: string): number {
  const ms = Date.parse(`${upToSeconds}${zone}`);
  if (Number.isNaN(ms)) throw new InvalidArgumentError(EXPECTED);
  return ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
