import { INSTANT_FORM, readInstant, type Instant } from '../engine/history/instant';
import type { PastSource } from '../engine/history/past-source';
import type { RecordPast } from '../engine/history/record-past';
import type { Remembered, Sight } from '../engine/history/record-then';
import { LithairError } from '../errors/lithair-error';
import type { Model } from '../model/model';
import type { Runtime } from './runtime';

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

/** The records of a model at an instant that was asked for. @throws as `pastInstant`. */
export function pastSource(
  runtime: Runtime,
  model: Model,
  { asked, sight }: { readonly asked: Instant; readonly sight: Sight },
): PastSource {
  const at = pastInstant(runtime, asked);
  return runtime.engine.withState((state) => {
    const { name } = model;
    const [records, history] = [state.records(name), state.history(name)];
    return { model, records, history, at, nowUs: runtime.now, sight };
  });
}

/** What memory has of one record, and of its past. */
export function remembered(runtime: Runtime, model: Model, id: string): Remembered {
  const past = pastOf(runtime, model, id);
  return runtime.engine.withState((state) => {
    const since = state.history(model.name)?.since(runtime.now);
    return { entry: state.records(model.name).get(id), past, since };
  });
}

/** What may be seen of the past of one record. */
export const pastOf = (
  { engine, now }: Runtime,
  { name }: Model,
  id: string,
): RecordPast | undefined => engine.withState((state) => state.history(name)?.past(id, now));

function refuse(message: string): never {
  throw new LithairError('invalid_query', message);
}
