import { LithairError } from '../errors/lithair-error';
import type { Model, RecordValue } from '../model/model';
import { requireValid } from '../model/require-valid';
import { changedFields, isSame } from './changed-fields';
import type { Command, Expected } from './command';
import type { EventDraft } from './event';
import { mergePatch } from './merge-patch';
import type { Seen, View } from './overlay';
import { fieldsOf, uniqueKey } from './unique-index';
import { wholeRecord } from './whole-record';

/** The views of all models, by name. */
export type Views = (model: string) => View;

/**
 * Whether a command may happen, and the fact it becomes. Pure: it depends on its arguments only,
 * and a refusal leaves no trace (INV-9). What a deletion does to the records that refer to it is
 * `planRemoval`'s.
 *
 * @throws {LithairError} `not_found`, `id_taken`, `unique_violation`, `reference_not_found`,
 * `stale_version`, `immutable_field` or `validation_failed`.
 */
export function decide(views: Views, model: Model, command: Command): EventDraft {
  const view = views(model.name);
  switch (command.kind) {
    case 'create':
      return decideCreate(views, view, model, command.value);
    case 'replace': {
      const { value, expected } = command;
      const seen = requireVersion(model, value.id, view.get(value.id), expected);
      return updated(views, model, seen, value);
    }
    case 'rewrite': {
      const seen = requireVersion(model, command.id, view.get(command.id), command.expected);
      const present = presentOf(view, model, command.id, seen);
      return updated(views, model, seen, rewritten(model, present, command.body), present);
    }
    case 'merge': {
      const seen = requireVersion(model, command.id, view.get(command.id), command.expected);
      const present = presentOf(view, model, command.id, seen);
      return updated(views, model, seen, merged(model, present, command.patch), present);
    }
    case 'assign': {
      const seen = requireVersion(model, command.id, view.get(command.id), command.expected);
      const present = presentOf(view, model, command.id, seen);
      const value = { ...present, ...command.fields, id: command.id };
      return updated(views, model, seen, requireValid(model, value), present);
    }
    case 'remove': {
      const seen = requireVersion(model, command.id, view.get(command.id), command.expected);
      const payload = `{"id":${JSON.stringify(command.id)}}`;
      return draft(model, 'delete', command.id, payload, seen);
    }
  }
}

function decideCreate(views: Views, view: View, model: Model, value: RecordValue): EventDraft {
  const { id } = value;
  if (view.get(id) !== undefined) {
    throw new LithairError(
      'id_taken',
      `${model.name}/${id} exists: choose another id, or PUT to replace it`,
    );
  }
  requireUnique(view, model, value);
  requireReferences(views, model, value);
  if (model.memoryFields.size === 0) return draft(model, 'create', id, JSON.stringify(value));
  const { written, held } = parted(model, value);
  return { ...draft(model, 'create', id, JSON.stringify(written)), held };
}

/** @param present the record as it is, where it has been read already. */
function updated(
  views: Views,
  model: Model,
  seen: Seen,
  value: RecordValue,
  present?: RecordValue,
): EventDraft {
  if (model.isVolatile) return updatedInPart(views, model, seen, value, present);
  const payload = JSON.stringify(value);
  if (payload === seen.json) return unchanged(model, value.id, seen);
  const before = present ?? fieldsOf(seen.json);
  const changed = changedFields(model.fieldNames, before, value);
  // Its fields stand in another order than they are declared in: that is all.
  if (changed.length === 0) return unchanged(model, value.id, seen);
  requireKept(model, value.id, changed);
  requireUnique(views(model.name), model, value);
  requireReferences(views, model, value);
  return draft(model, 'update', value.id, payload, seen, changed);
}

/** Of a model with fields that are not put on record, or not at once. */
function updatedInPart(
  views: Views,
  model: Model,
  seen: Seen,
  value: RecordValue,
  present = presentOf(views(model.name), model, value.id, seen),
): EventDraft {
  const volatile = [...model.memoryFields.keys(), ...model.lazyFields];
  const held = changedFields(volatile, present, value);
  const valuesOf = (names: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, value[name]]));
  const settled = model.fieldNames.filter((name) => !volatile.includes(name));
  const changed = changedFields(settled, present, value);
  if (changed.length === 0) return { ...unchanged(model, value.id, seen), held: valuesOf(held) };
  requireKept(model, value.id, changed);
  requireUnique(views(model.name), model, value);
  requireReferences(views, model, value);
  const { written } = parted(model, value);
  // What the event carries besides is told by what was on record: a field that is not written
  // alone may have changed long before.
  const told = changedFields(model.fieldNames, fieldsOf(seen.json), written);
  return {
    ...draft(model, 'update', value.id, JSON.stringify(written), seen, told),
    held: valuesOf(held.filter((name) => model.memoryFields.has(name))),
  };
}

/** A record as it is, with what it holds in memory. */
function presentOf(view: View, model: Model, id: string, seen: Seen): RecordValue {
  return wholeRecord(model, seen.json, () => view.heldOf(id));
}

/** What goes into the log, and what only memory holds. */
function parted(
  model: Model,
  value: RecordValue,
): { written: Record<string, unknown>; held: Record<string, unknown> } {
  const entries = Object.entries(value);
  const isHeld = ([field]: [string, unknown]): boolean => model.memoryFields.has(field);
  return {
    written: Object.fromEntries(entries.filter((entry) => !isHeld(entry))),
    held: Object.fromEntries(entries.filter(isHeld)),
  };
}

const TYPE_OF = { create: 'created', update: 'updated', delete: 'deleted' } as const;

/** @param changed of an update: none means that the record is that already. */
function draft(
  { singular, eventTypes }: Model,
  verb: keyof typeof TYPE_OF,
  id: string,
  payload: string,
  seen?: Seen,
  changed?: readonly string[],
): EventDraft {
  const type = eventTypes[TYPE_OF[verb]];
  const isUnchanged = changed?.length === 0;
  return { singular, type, verb, id, payload, changed, before: seen?.json, isUnchanged };
}

const unchanged = (model: Model, id: string, seen: Seen): EventDraft =>
  draft(model, 'update', id, seen.json, seen, []);

/** A patch can only be checked here: whether it is valid depends on the record it meets. */
function merged(
  model: Model,
  present: RecordValue,
  patch: Readonly<Record<string, unknown>>,
): RecordValue {
  const { id } = present;
  if ('id' in patch && patch['id'] !== id) {
    const message = `the id of ${model.name}/${id} cannot change: leave it out or send the same`;
    throw new LithairError('immutable_field', message, { field: 'id' });
  }
  return requireValid(model, mergePatch(present, patch));
}

/** Who cannot see or set a field of a record cannot take it away either. */
function rewritten(
  model: Model,
  present: RecordValue,
  body: Readonly<Record<string, unknown>>,
): RecordValue {
  const next: Record<string, unknown> = { ...body, id: present.id };
  for (const field of model.readOnlyFields) {
    if (field in body && !isSame(body[field], present[field])) throw readOnly(model, field);
  }
  for (const field of [...model.readOnlyFields, ...model.hiddenFields]) {
    if (!(field in body) && field in present) next[field] = present[field];
  }
  return requireValid(model, next);
}

/** A field that no client may set. */
export function readOnly(model: Model, field: string): LithairError {
  const message = `${field} of ${model.name} is read-only: leave it out`;
  return new LithairError('read_only_field', message, { field });
}

function requireKept(model: Model, id: string, changed: readonly string[]): void {
  const field = model.immutableFields.find((name) => changed.includes(name));
  if (field === undefined) return;
  const message = `${field} of ${model.name}/${id} keeps the value it was created with`;
  throw new LithairError('immutable_field', message, { field });
}

function requireReferences(views: Views, model: Model, value: RecordValue): void {
  for (const { field, model: target } of model.references) {
    const id = value[field];
    if (id === undefined || id === null) continue;
    if (typeof id === 'string' && views(target).get(id) !== undefined) continue;
    // A record may name itself from its beginning.
    if (target === model.name && id === value.id) continue;
    const message = `${field}: there is no ${target}/${String(id).slice(0, 128)}`;
    throw new LithairError('reference_not_found', message, { field });
  }
}

/** @throws {LithairError} `not_found`, `stale_version`. */
export function requireVersion(
  model: Model,
  id: string,
  seen: Seen | undefined,
  expected: Expected | undefined,
): Seen {
  if (seen === undefined) throw new LithairError('not_found', `there is no ${model.name}/${id}`);
  if (expected === undefined || 'any' in expected || expected.versions.includes(seen.version))
    return seen;
  const asked = expected.versions.length === 0 ? 'none of ours' : expected.versions.join(' or ');
  const message = `expected version ${asked} of ${model.name}/${id}, found ${seen.version}: reload and retry`;
  throw new LithairError('stale_version', message);
}

function requireUnique(view: View, model: Model, value: RecordValue): void {
  for (const field of model.uniqueFields) {
    const key = uniqueKey(value[field]);
    if (key === undefined) continue;
    const holder = view.holder(field, key);
    if (holder === undefined || holder === value.id) continue;
    const message = `${field} ${key} of ${model.name} belongs to another record`;
    throw new LithairError('unique_violation', message, { field });
  }
}
