import type { LoggedEvent } from '../../engine/event';
import { isoTime } from '../../engine/history/instant';
import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';

/** What the type of an event is to a subscriber. */
export type Told = ToldRecord | ToldOwn;

interface ToldRecord {
  readonly model: Model;
  /** The name of the event in the stream. */
  readonly name: 'created' | 'updated' | 'deleted';
}

/** An event of the application's own: its name in the stream is its type. */
interface ToldOwn {
  readonly model: undefined;
  readonly name: string;
}

/** What subscribers are told of, by the type of the event: of own events those that say so. */
export function toldTypes(
  models: readonly Model[],
  events: readonly EventDefinition[] = [],
): ReadonlyMap<string, Told> {
  const types = new Map<string, Told>();
  for (const model of models) {
    const { created, updated, deleted } = model.eventTypes;
    types.set(created, { model, name: 'created' });
    types.set(updated, { model, name: 'updated' });
    types.set(deleted, { model, name: 'deleted' });
  }
  for (const { type, isTold } of events)
    if (isTold) types.set(type, { model: undefined, name: type });
  return types;
}

/** One event of a stream (HTML, 9.2): `data` is JSON, so it is one line. */
export function eventText({ model, name }: Told, event: LoggedEvent): string {
  const { seq, type, timestamp, aggregateId, payload } = event;
  const head =
    `id: ${seq}\nevent: ${name}\n` +
    `data: {"seq":${seq},"type":"${type}","time":"${isoTime(timestamp)}"`;
  if (model === undefined) return `${head},"id":"${aggregateId}","payload":${payload}}\n\n`;
  const record = name === 'deleted' ? 'null' : recordOnRecord(model, payload);
  const changed = changedMember(model, event);
  return `${head},"model":"${model.name}","id":"${aggregateId}",${changed}"record":${record}}\n\n`;
}

/** What an update changed, as far as clients see it; nothing when nobody knows. */
function changedMember({ hiddenFields }: Model, { changed }: LoggedEvent): string {
  if (changed === undefined) return '';
  const seen = changed.filter((name) => !hiddenFields.includes(name));
  return `"changed":${JSON.stringify(seen)},`;
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
