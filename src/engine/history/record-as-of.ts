import { LithairError } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import type { Instant } from './instant';
import { ABSENT, DELETED, type Version } from './past-entry';
import type { RecordPast } from './record-past';
import { RecordThen, type Remembered, type Sight } from './record-then';

/** Values of fields by name; a field that was not there is left out. */
export type Fields = Readonly<Record<string, unknown>>;

/** What can be said of a record at an instant. Never a guess. */
export type AsOf<T> =
  | { readonly is: 'known'; readonly value: T }
  /** There was no such record. */
  | { readonly is: 'nothing' }
  /** What these fields were is not known, so the record is not. */
  | { readonly is: 'unkept'; readonly fields: readonly string[] };

/** JSON text of a record as somebody saw it at an instant. */
export function recordAsOf(
  model: Model,
  remembered: Remembered,
  at: Instant,
  sight: Sight,
): AsOf<string> {
  const then = new RecordThen(model, remembered, at);
  if (then.isThere === false) return NOTHING;
  if (then.isThere === undefined && remembered.past === undefined) return unkept(sight.fields);
  const missing = then.missing(sight.fields);
  if (missing.length > 0 || then.isThere === undefined) return unkept(missing);
  return { is: 'known', value: then.json(sight) };
}

/**
 * What a client may give back to a record of what it was after an event: the fields whose past is
 * kept and that a client both sees and changes.
 */
export function restorableAt(
  model: Model,
  past: RecordPast | undefined,
  seq: number,
): AsOf<Fields> {
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
    value: Object.fromEntries(
      fields.map((field) => [field, valueOf(versions.get(field) as Version)]),
    ),
  };
}

/** Nobody can say what a record was. */
export function unkeptRecord({ name }: Model, id: string, fields: readonly string[]): LithairError {
  const which = fields.length === 0 ? 'any field' : fields.join(', ');
  const message = `${name}/${id} is not known as it was then: the past of ${which} is not kept`;
  return new LithairError('history_not_kept', message, { fields });
}

/** JSON value of a version; `undefined` when the field was not there. */
export const valueOf = ({ text }: Version): unknown =>
  text === ABSENT || text === DELETED ? undefined : JSON.parse(text);

const NOTHING = { is: 'nothing' } as const;
const unkept = (fields: readonly string[]) => ({ is: 'unkept', fields }) as const;

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
