import { LithairError } from '../errors/lithair-error';
import type { Model, RecordValue } from '../model/model';
import { requireValid } from '../model/require-valid';
import type { Command, Expected } from './command';
import type { EventDraft } from './event';
import { mergePatch } from './merge-patch';
import type { Seen, View } from './overlay';
import { fieldsOf, uniqueKey } from './unique-index';

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
      return updated(views, model, seen, rewritten(model, command.id, seen, command.body));
    }
    case 'merge': {
      const seen = requireVersion(model, command.id, view.get(command.id), command.expected);
      return updated(views, model, seen, merged(model, command.id, seen, command.patch));
    }
    case 'remove': {
      requireVersion(model, command.id, view.get(command.id), command.expected);
      return draft(model, 'delete', command.id, `{"id":${JSON.stringify(command.id)}}`);
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
  return draft(model, 'create', id, JSON.stringify(value));
}

function updated(views: Views, model: Model, seen: Seen, value: RecordValue): EventDraft {
  const payload = JSON.stringify(value);
  if (payload === seen.json) return draft(model, 'update', value.id, payload, true);
  requireSame(model, seen, value);
  requireUnique(views(model.name), model, value);
  requireReferences(views, model, value);
  return draft(model, 'update', value.id, payload);
}

const TYPE_OF = { create: 'created', update: 'updated', delete: 'deleted' } as const;

function draft(
  { singular, eventTypes }: Model,
  verb: EventDraft['verb'],
  id: string,
  payload: string,
  isUnchanged = false,
): EventDraft {
  return { singular, type: eventTypes[TYPE_OF[verb]], verb, id, payload, isUnchanged };
}

/** A patch can only be checked here: whether it is valid depends on the record it meets. */
function merged(
  model: Model,
  id: string,
  seen: Seen,
  patch: Readonly<Record<string, unknown>>,
): RecordValue {
  if ('id' in patch && patch['id'] !== id) {
    const message = `the id of ${model.name}/${id} cannot change: leave it out or send the same`;
    throw new LithairError('immutable_field', message, { field: 'id' });
  }
  return requireValid(model, mergePatch(JSON.parse(seen.json), patch));
}

/** Who cannot see or set a field of a record cannot take it away either. */
function rewritten(
  model: Model,
  id: string,
  seen: Seen,
  body: Readonly<Record<string, unknown>>,
): RecordValue {
  const present = JSON.parse(seen.json) as RecordValue;
  const next: Record<string, unknown> = { ...body, id };
  for (const field of model.readOnlyFields) {
    if (field in body && !isSame(body[field], present[field])) throw readOnly(model, field);
  }
  for (const field of [...model.readOnlyFields, ...model.hiddenFields]) {
    if (!(field in body) && field in present) next[field] = present[field];
  }
  return requireValid(model, next);
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A field that no client may set. */
export function readOnly(model: Model, field: string): LithairError {
  const message = `${field} of ${model.name} is read-only: leave it out`;
  return new LithairError('read_only_field', message, { field });
}

function requireSame(model: Model, seen: Seen, value: RecordValue): void {
  if (model.immutableFields.length === 0) return;
  const present = fieldsOf(seen.json);
  for (const field of model.immutableFields) {
    if (isSame(present[field], value[field])) continue;
    const message = `${field} of ${model.name}/${value.id} keeps the value it was created with`;
    throw new LithairError('immutable_field', message, { field });
  }
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

function requireVersion(
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
