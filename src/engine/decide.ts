import { LithairError } from '../errors/lithair-error';
import type { Model, RecordValue } from '../model/model';
import type { Command, Expected } from './command';
import type { EventDraft } from './event';
import { mergePatch } from './merge-patch';
import type { Seen, View } from './overlay';
import { uniqueKey } from './unique-index';

/**
 * Whether a command may happen, and the fact it becomes. Pure: it depends on its arguments only,
 * and a refusal leaves no trace (INV-9).
 *
 * @throws {LithairError} `not_found`, `id_taken`, `unique_violation`, `stale_version`,
 * `immutable_field` or `validation_failed`.
 */
export function decide(view: View, model: Model, command: Command): EventDraft {
  switch (command.kind) {
    case 'create':
      return decideCreate(view, model, command.value);
    case 'replace': {
      const { id } = command.value;
      requireVersion(model, id, view.get(id), command.expected);
      return updated(view, model, command.value);
    }
    case 'merge': {
      const seen = requireVersion(model, command.id, view.get(command.id), command.expected);
      return updated(view, model, merged(model, command.id, seen, command.patch));
    }
    case 'remove': {
      requireVersion(model, command.id, view.get(command.id), command.expected);
      const payload = `{"id":${JSON.stringify(command.id)}}`;
      return {
        singular: model.singular,
        type: model.eventTypes.deleted,
        verb: 'delete',
        id: command.id,
        payload,
      };
    }
  }
}

function decideCreate(view: View, model: Model, value: RecordValue): EventDraft {
  const { id } = value;
  if (view.get(id) !== undefined) {
    throw new LithairError(
      'id_taken',
      `${model.name}/${id} exists: choose another id, or PUT to replace it`,
    );
  }
  requireUnique(view, model, value);
  return {
    singular: model.singular,
    type: model.eventTypes.created,
    verb: 'create',
    id,
    payload: JSON.stringify(value),
  };
}

function updated(view: View, model: Model, value: RecordValue): EventDraft {
  requireUnique(view, model, value);
  const payload = JSON.stringify(value);
  return {
    singular: model.singular,
    type: model.eventTypes.updated,
    verb: 'update',
    id: value.id,
    payload,
  };
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
  const checked = model.check(mergePatch(JSON.parse(seen.json), patch));
  if (checked.valid) return checked.value;
  const message = `${model.name}/${id} would not be valid after the patch`;
  throw new LithairError('validation_failed', message, { errors: checked.violations });
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
