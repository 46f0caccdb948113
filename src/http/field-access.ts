import { readOnly } from '../engine/decide';
import { LithairError } from '../errors/lithair-error';
import type { Model } from '../model/model';

type Body = Readonly<Record<string, unknown>>;

/** The JSON text of a record as clients see it: without the fields that are hidden from them. */
export function shown({ hiddenFields }: Model, json: string): string {
  if (hiddenFields.length === 0) return json;
  const record = JSON.parse(json) as Record<string, unknown>;
  for (const field of hiddenFields) delete record[field];
  return JSON.stringify(record);
}

/**
 * A client names a field that is not its own to set.
 * @throws {LithairError} `read_only_field`, or `validation_failed` where the field must not even be
 * known.
 */
export function requireSettable(model: Model, body: Body): void {
  requireKnown(model, body);
  for (const field of model.readOnlyFields) if (field in body) throw readOnly(model, field);
}

/** @throws {LithairError} `validation_failed`, as for a field that was never declared. */
export function requireKnown(model: Model, body: Body): void {
  for (const field of model.readOnlyFields) {
    if (!(field in body) || !model.hiddenFields.includes(field)) continue;
    const message = `Unrecognized key: ${JSON.stringify(field)}`;
    throw new LithairError('validation_failed', `${model.name}: the record: ${message}`, {
      errors: [{ path: '', code: 'unrecognized_keys', message }],
    });
  }
}

/** Whether a whole record from a client says all that there is of it. */
export const seesAll = ({ hiddenFields, readOnlyFields }: Model): boolean =>
  hiddenFields.length + readOnlyFields.length === 0;
