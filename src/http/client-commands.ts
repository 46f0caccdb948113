import type { Command, Expected } from '../engine/command';
import { LithairError } from '../errors/lithair-error';
import type { Model } from '../model/model';
import { requireValid } from '../model/require-valid';
import { uuidV7 } from '../runtime/uuid-v7';
import type { HttpNode } from './exchange';
import { requireDeclared, requireKnown, requireSettable, seesAll } from './field-access';

type Body = Readonly<Record<string, unknown>>;

/**
 * What a client asks for, as commands: with the rules of what a client may set, whichever call it
 * comes by.
 */
export function creation(node: HttpNode, model: Model, body: Record<string, unknown>): Command {
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
  requireSettable(model, patch);
  requireDeclared(model, patch);
  return { kind: 'merge', model: model.name, id, patch, expected };
}

export const removal = (model: Model, id: string, expected: Expected | undefined): Command => {
  return { kind: 'remove', model: model.name, id, expected };
};
