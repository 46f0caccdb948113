import type { LoggedEvent } from '../../engine/event';
import { isoTime } from '../../engine/history/instant';
import type { Model } from '../../model/model';

/** What the type of an event is to a subscriber. */
export interface Told {
  readonly model: Model;
  /** The name of the event in the stream. */
  readonly name: 'created' | 'updated' | 'deleted';
}

/** What subscribers are told of, by the type of the event. */
export function toldTypes(models: readonly Model[]): ReadonlyMap<string, Told> {
  const types = new Map<string, Told>();
  for (const model of models) {
    const { created, updated, deleted } = model.eventTypes;
    types.set(created, { model, name: 'created' });
    types.set(updated, { model, name: 'updated' });
    types.set(deleted, { model, name: 'deleted' });
  }
  return types;
}

/** One event of a stream (HTML, 9.2): `data` is JSON, so it is one line. */
export function eventText({ model, name }: Told, event: LoggedEvent): string {
  const { seq, type, timestamp, aggregateId, payload } = event;
  const record = name === 'deleted' ? 'null' : recordOnRecord(model, payload);
  return (
    `id: ${seq}\nevent: ${name}\ndata: {"seq":${seq},"type":"${type}","time":"${isoTime(timestamp)}",` +
    `"model":"${model.name}","id":"${aggregateId}","record":${record}}\n\n`
  );
}

/**
 * A record as the log has it, without the fields that clients do not see. What is in memory only is
 * not there either: it would not be the same when the event is read again.
 */
export function recordOnRecord({ fieldNames, hiddenFields }: Model, json: string): string {
  if (hiddenFields.length === 0) return json;
  const record = JSON.parse(json) as Record<string, unknown>;
  const seen = fieldNames.filter((field) => field in record && !hiddenFields.includes(field));
  return JSON.stringify(Object.fromEntries(seen.map((field) => [field, record[field]])));
}
