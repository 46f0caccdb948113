import type { Command } from '../../engine/command';
import { LithairError, type ErrorDetails } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import type { BulkCommand } from '../../runtime/writer';
import { readBody } from '../body';
import { creation, merge, removal, replacement } from '../client-commands';
import { readIfMatch } from '../entity-tag';
import { BULK_BODY, BULK_ITEMS_MAX, type Exchange, type HttpNode } from '../exchange';
import { readIdentity } from '../idempotency-key';
import { parseJson } from '../parse-json';
import { JSON_TYPE } from '../reply';
import { located } from './located';
import { isObject, requireIdentifier, requireObject } from './record-reply';
import { tallied } from './send-tally';

const MEDIA_TYPES = [JSON_TYPE];

/** What each operation takes beside `op` and `model`. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  create: ['value'],
  replace: ['id', 'value', 'if_match'],
  update: ['id', 'patch', 'if_match'],
  delete: ['id', 'if_match'],
};

/** `POST /api/transaction`: changes of several models, in their order, all or nothing. */
export function transaction(node: HttpNode, exchange: Exchange): void {
  readBody(node, exchange, MEDIA_TYPES, BULK_BODY, (bytes, mediaType) => {
    const done = tallied(node, exchange, 200);
    const request = readIdentity(exchange.incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const operations = operationsOf(parseJson(bytes, BULK_BODY.keysMax));
    const commands = operations.map((operation, index): BulkCommand => {
      const at: ErrorDetails = { index };
      return { command: located(at, () => commandOf(node, operation)), at };
    });
    node.runtime.submitAll(commands, done, request);
  });
}

function refuse(path: string, message: string): never {
  const errors = [{ path, code: 'invalid_transaction', message }];
  throw new LithairError('validation_failed', message, { errors });
}

function operationsOf(body: unknown): readonly unknown[] {
  const shape = 'a transaction is {"operations":[{"op":…,"model":…}, …]}';
  if (!isObject(body)) return refuse('', shape);
  const { operations, ...others } = body;
  if (!Array.isArray(operations) || Object.keys(others).length > 0) return refuse('', shape);
  if (operations.length > BULK_ITEMS_MAX) {
    const message = `${operations.length} operations, at most ${BULK_ITEMS_MAX}: send several transactions`;
    throw new LithairError('too_many_items', message);
  }
  return operations as readonly unknown[];
}

function commandOf(node: HttpNode, operation: unknown): Command {
  const { op, model: name, ...members } = requireObject(operation);
  const known = typeof op === 'string' && Object.hasOwn(MEMBERS, op) ? MEMBERS[op] : undefined;
  if (known === undefined) return refuse('/op', `op is one of ${Object.keys(MEMBERS).join(', ')}`);
  const unknown = Object.keys(members).find((member) => !known.includes(member));
  if (unknown !== undefined)
    refuse(`/${unknown.slice(0, 40)}`, `${String(op)} takes ${known.join(', ')}`);
  const model = modelOf(node, name);
  if (op === 'create') return creation(node, model, requireObject(members['value']));
  const { id: rawId, if_match: tags } = members;
  const id = requireIdentifier(typeof rawId === 'string' ? rawId : '');
  if (tags !== undefined && typeof tags !== 'string')
    return refuse('/if_match', 'if_match is what the If-Match header would be');
  const expected = readIfMatch(tags);
  if (op === 'delete') return removal(model, id, expected);
  if (op === 'update') return merge(model, id, requireObject(members['patch']), expected);
  return replacement(model, id, requireObject(members['value']), expected);
}

function modelOf(node: HttpNode, name: unknown): Model {
  const models = node.runtime.engine.withState((state) => state.models);
  const found = models.find((model) => model.name === name);
  return found ?? refuse('/model', `model is one of ${models.map((each) => each.name).join(', ')}`);
}
