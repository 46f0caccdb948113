import type { Command } from '../../engine/command';
import { ownEvent } from '../../engine/own-event';
import { LithairError, type ErrorDetails } from '../../errors/lithair-error';
import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';
import type { BulkStep } from '../../runtime/writer';
import { declaredBy } from '../api/declared-by';
import type { Declared } from '../api/declared';
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

/** What each operation takes beside `op`. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  create: ['model', 'value'],
  replace: ['model', 'id', 'value', 'if_match'],
  update: ['model', 'id', 'patch', 'if_match'],
  delete: ['model', 'id', 'if_match'],
  emit: ['event', 'value'],
};

/**
 * `POST /api/transaction`: changes of several models and events of the application's own, in their
 * order, all or nothing.
 */
export function transaction(node: HttpNode, exchange: Exchange): void {
  readBody(node, exchange, MEDIA_TYPES, BULK_BODY, (bytes, mediaType) => {
    const done = tallied(node, exchange, 200);
    const request = readIdentity(exchange.incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const operations = operationsOf(parseJson(bytes, BULK_BODY.keysMax));
    const declared = declaredBy(node.runtime);
    const steps = operations.map((operation, index): BulkStep => {
      const at: ErrorDetails = { index };
      return located(at, () => stepOf(node, declared, operation, at));
    });
    node.runtime.submitAll(steps, done, request);
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

function stepOf(
  node: HttpNode,
  { models, events = [] }: Declared,
  operation: unknown,
  at: ErrorDetails,
): BulkStep {
  const { op, ...members } = requireObject(operation);
  const known = typeof op === 'string' && Object.hasOwn(MEMBERS, op) ? MEMBERS[op] : undefined;
  if (known === undefined) return refuse('/op', `op is one of ${Object.keys(MEMBERS).join(', ')}`);
  const unknown = Object.keys(members).find((member) => !known.includes(member));
  if (unknown !== undefined)
    refuse(`/${unknown.slice(0, 40)}`, `${String(op)} takes ${known.join(', ')}`);
  if (op === 'emit') {
    const event = eventOf(events, members['event']);
    return { emitted: ownEvent(event, requireObject(members['value'])) };
  }
  return { command: commandOf(node, models, String(op), members), at };
}

function commandOf(
  node: HttpNode,
  models: readonly Model[],
  op: string,
  { model: name, id: rawId, if_match: tags, value, patch }: Readonly<Record<string, unknown>>,
): Command {
  const model = modelOf(models, name);
  if (op === 'create') return creation(node, model, requireObject(value));
  const id = requireIdentifier(typeof rawId === 'string' ? rawId : '');
  if (tags !== undefined && typeof tags !== 'string')
    return refuse('/if_match', 'if_match is what the If-Match header would be');
  const expected = readIfMatch(tags);
  if (op === 'delete') return removal(model, id, expected);
  if (op === 'update') return merge(model, id, requireObject(patch), expected);
  return replacement(model, id, requireObject(value), expected);
}

function modelOf(models: readonly Model[], name: unknown): Model {
  const found = models.find((model) => model.name === name);
  return found ?? refuse('/model', `model is one of ${models.map((each) => each.name).join(', ')}`);
}

/** One that clients may not emit is not told from one that is not there. */
function eventOf(events: readonly EventDefinition[], type: unknown): EventDefinition {
  const open = events.filter(({ isOnHttp }) => isOnHttp);
  const found = open.find((event) => event.type === type);
  if (found !== undefined) return found;
  const names = open.map((event) => event.type).join(', ');
  return refuse('/event', names === '' ? 'clients may emit no event' : `event is one of ${names}`);
}
