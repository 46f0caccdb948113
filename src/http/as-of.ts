import { INSTANT_FORM, readInstant, type Instant } from '../engine/history/instant';
import { LithairError } from '../errors/lithair-error';
import type { Runtime } from '../runtime/runtime';

/**
 * Reads the value of `asOf`.
 * @throws {LithairError} `invalid_query`.
 */
export function readAsOf(asked: string): Instant {
  // The plus of a zone is a space to those who read a query.
  return readInstant(asked.replace(' ', '+')) ?? refuse(`asOf: ${INSTANT_FORM}`);
}

/**
 * The instant that was asked for. Since the last event nothing has changed: a time after it is
 * right after that event.
 * @throws {LithairError} `invalid_query`: it is not past.
 */
export function pastInstant({ engine, now }: Runtime, asked: Instant): Instant {
  const { lastSeq, lastTimestamp } = engine.withState((state) => state);
  if ('seq' in asked) {
    if (asked.seq > lastSeq) refuse(`asOf: event ${asked.seq} is to come, the last is ${lastSeq}`);
    return asked;
  }
  if (asked.timestamp > now) refuse('asOf: that time is to come');
  return asked.timestamp < lastTimestamp ? asked : { seq: lastSeq };
}

function refuse(message: string): never {
  throw new LithairError('invalid_query', message);
}
