import type { Command, Expected } from '../engine/command';
import { LithairError } from '../errors/lithair-error';
import type { ClientAccess, Model } from '../model/model';
import { requireValid } from '../model/require-valid';
import { uuidV7 } from '../runtime/uuid-v7';
import type { HttpNode } from './exchange';
import { requireDeclared, requireKnown, requireSettable, seesAll } from './field-access';

/**
 * Each call of its own that a model closes to clients is absent from the table of routes; in a bulk
 * or a transaction it is refused here.
 * @throws {LithairError} `validation_failed`.
 */
function requireOpen({ name, clients }: Model, call: keyof ClientAccess): void {
  if (clients[call]) return;
  const message = `${name}: clients may not ${call}`;
  const errors = [{ path: '', code: 'not_allowed', message }];
  throw new LithairError('validation_failed', message, { errors });
}

type Body = Readonly<Record<string, unknown>>;

/**
 * What a client asks for, as commands: with the rules of what a client may set, whichever call it
 * comes by.
 */
export function creation(node: HttpNode, model: Model, body: Record<string, unknown>): Command {
  requireOpen(model, 'create');
  requireSettable(model, body);
  if (body['id'] === undefined) body['id'] = uuidV7(node.runtime.environment);
  return { kind: 'create', model: model.name, value: requireValid(model, body) };
}

/** A whole record in the place of another. */
export function replacement(
  model: Model,
  id: string,
  body: Record<string, unknown>,
  expected: Expected | undefined,
): Command {
  requireOpen(model, 'update');
  if (body['id'] !== undefined && body['id'] !== id) {
    const message = `the id of ${model.name}/${id} cannot change: leave it out or send the same`;
    throw new LithairError('immutable_field', message, { field: 'id' });
  }
  body['id'] = id;
  if (seesAll(model))
    return { kind: 'replace', model: model.name, value: requireValid(model, body), expected };
  requireKnown(model, body);
  return { kind: 'rewrite', model: model.name, id, body, expected };
}

/** A merge patch. */
export function merge(
  model: Model,
  id: string,
  patch: Body,
  expected: Expected | undefined,
): Command {
  requireOpen(model, 'update');
  requireSettable(model, patch);
  requireDeclared(model, patch);
  return { kind: 'merge', model: model.name, id, patch, expected };
}

export const removal = (model: Model, id: string, expected: Expected | undefined): Command => {
  requireOpen(model, 'delete');
  return { kind: 'remove', model: model.name, id, expected };
};
