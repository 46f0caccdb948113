import type { Model } from '../../model/model';
import type { RecordEntry } from '../record-entry';
import { fieldsOf } from '../unique-index';
import { isBy, type Instant } from './instant';
import { ABSENT, DELETED, type Version } from './past-entry';
import type { RecordPast } from './record-past';

/** Values of fields by name; a field that was not there is left out. */
export type Fields = Readonly<Record<string, unknown>>;

/** What can be said of a record at an instant. Never a guess. */
export type AsOf =
  | { readonly is: 'known'; readonly fields: Fields }
  /** There was no such record. */
  | { readonly is: 'nothing' }
  /** What these fields were is not known, so the record is not. */
  | { readonly is: 'unkept'; readonly fields: readonly string[] };

/** What memory has of one record. */
export interface Remembered {
  readonly entry: RecordEntry | undefined;
  readonly past: RecordPast | undefined;
}

/** A record as clients saw it at an instant: fields that are hidden from them are left out. */
export function recordAsOf(model: Model, remembered: Remembered, at: Instant): AsOf {
  const { entry, past } = remembered;
  // What is never on record has no past.
  const shown = model.fieldNames.filter(
    (field) => !model.hiddenFields.includes(field) && !model.memoryFields.has(field),
  );
  const present = fieldsOf(entry?.json);
  if (isUnchangedSince(remembered, at)) return known(shown, (field) => present[field]);
  if (past === undefined) return model.history.size === 0 ? unkept(shown) : NOTHING;
  if (!isBy(past.first, at)) return NOTHING;
  const versions = versionsAt(model, past, at);
  if (versions === 'deleted') return NOTHING;
  // What never changes is what it is, unless that was another record of the same identifier.
  const isConstant = (field: string): boolean =>
    model.immutableFields.includes(field) &&
    !model.history.has(field) &&
    entry !== undefined &&
    hasLivedSince(model, past, at);
  const missing = shown.filter(
    (field) => field !== 'id' && !versions.has(field) && !isConstant(field),
  );
  if (missing.length > 0) return unkept(missing);
  return known(shown, (field) => {
    const version = versions.get(field);
    if (version !== undefined) return valueOf(version);
    return field === 'id' ? past.id : present[field];
  });
}

/**
 * What a client may give back to a record of what it was after an event: the fields whose past is
 * kept and that a client both sees and changes.
 */
export function restorableAt(model: Model, past: RecordPast | undefined, seq: number): AsOf {
  const untouched = [
    ...model.immutableFields,
    ...model.hiddenFields,
    ...model.readOnlyFields,
    'id',
  ];
  const fields = [...model.history.keys()].filter((field) => !untouched.includes(field));
  if (fields.length === 0) return unkept([]);
  if (past === undefined || past.first.seq > seq) return NOTHING;
  const versions = versionsAt(model, past, { seq });
  if (versions === 'deleted') return NOTHING;
  const missing = fields.filter((field) => !versions.has(field));
  if (missing.length > 0) return unkept(missing);
  return {
    is: 'known',
    fields: Object.fromEntries(
      fields.map((field) => [field, valueOf(versions.get(field) as Version)]),
    ),
  };
}

/** JSON value of a version; `undefined` when the field was not there. */
export const valueOf = ({ text }: Version): unknown =>
  text === ABSENT || text === DELETED ? undefined : JSON.parse(text);

const NOTHING: AsOf = { is: 'nothing' };
const unkept = (fields: readonly string[]): AsOf => ({ is: 'unkept', fields });

function known(names: readonly string[], valueOf: (field: string) => unknown): AsOf {
  const fields: Record<string, unknown> = {};
  for (const name of names) {
    const value = valueOf(name);
    if (value !== undefined) fields[name] = value;
  }
  return { is: 'known', fields };
}

/** The last event of the record is not after the instant: it was what it is. */
function isUnchangedSince({ entry, past }: Remembered, at: Instant): boolean {
  if (entry === undefined) return false;
  return isBy({ seq: entry.version, timestamp: past?.changedAt ?? Infinity }, at);
}

/** The versions in force at an instant, by field; those that are not kept are left out. */
function versionsAt(
  { history }: Model,
  past: RecordPast,
  at: Instant,
): ReadonlyMap<string, Version> | 'deleted' {
  const versions = new Map<string, Version>();
  for (const field of history.keys()) {
    const version = past.field(field)?.at(at);
    if (version?.text === DELETED) return 'deleted';
    if (version !== undefined) versions.set(field, version);
  }
  return versions;
}

/** Some field tells that the record was there at an instant, and was not deleted since. */
function hasLivedSince({ history }: Model, past: RecordPast, at: Instant): boolean {
  return [...history.keys()].some((name) => {
    const field = past.field(name);
    if (field?.at(at) === undefined) return false;
    return field.toArray().every((version) => isBy(version, at) || version.text !== DELETED);
  });
}
