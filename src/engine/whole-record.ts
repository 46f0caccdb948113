import type { Model, RecordValue } from '../model/model';

/** A record as an application sees it: what is on record, and what only memory holds of it. */
export function wholeRecord(
  model: Model,
  json: string,
  heldOf: () => Readonly<Record<string, unknown>> | undefined,
): RecordValue {
  const stored = JSON.parse(json) as RecordValue;
  if (!model.isVolatile) return stored;
  return { ...Object.fromEntries(model.memoryFields), ...stored, ...heldOf() };
}
