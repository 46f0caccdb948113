import { readOnly } from '../engine/decide';
import { wholeRecord } from '../engine/whole-record';
import { LithairError } from '../errors/lithair-error';
import type { Model } from '../model/model';
import type { HttpNode } from './exchange';

type Body = Readonly<Record<string, unknown>>;

/** What of a record is needed to show it. */
interface Shown {
  readonly id: string;
  readonly json: string;
}

/** Whether clients see of a record what is on record, and all of it. */
export const isShownAsKept = ({ hiddenFields, isVolatile }: Model): boolean =>
  hiddenFields.length === 0 && !isVolatile;

/**
 * The JSON text of a record as clients see it: with what it holds in memory only, and without the
 * fields that are hidden from them.
 */
export function shown(node: HttpNode, model: Model, { id, json }: Shown): string {
  if (isShownAsKept(model)) return json;
  const record = wholeRecord(model, json, () =>
    node.runtime.engine.withState((state) => state.heldOf(model.name, id)),
  );
  const { fieldNames, hiddenFields } = model;
  const seen = fieldNames.filter((field) => field in record && !hiddenFields.includes(field));
  return JSON.stringify(Object.fromEntries(seen.map((field) => [field, record[field]])));
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
  for (const field of model.readOnlyFields)
    if (field in body && model.hiddenFields.includes(field)) throw unknownField(model, field);
}

/**
 * A merge patch that takes away what is not there would change nothing, and so tell a field that
 * must not be known from one that was never declared.
 * @throws {LithairError} `validation_failed`.
 */
export function requireDeclared(model: Model, patch: Body): void {
  for (const field of Object.keys(patch))
    if (!model.fields.has(field)) throw unknownField(model, field);
}

function unknownField(model: Model, field: string): LithairError {
  const message = `Unrecognized key: ${JSON.stringify(field)}`;
  return new LithairError('validation_failed', `${model.name}: the record: ${message}`, {
    errors: [{ path: '', code: 'unrecognized_keys', message }],
  });
}

/** Whether a whole record from a client says all that there is of it. */
export const seesAll = ({ hiddenFields, readOnlyFields }: Model): boolean =>
  hiddenFields.length + readOnlyFields.length === 0;
