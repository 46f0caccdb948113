import type { Command } from '../../engine/command';
import { LithairError, type ErrorDetails } from '../../errors/lithair-error';
import type { Model } from '../../model/model';
import type { BulkCommand } from '../../runtime/writer';
import { readBody } from '../body';
import { creation, merge, removal } from '../client-commands';
import { BULK_BODY, BULK_ITEMS_MAX, type Exchange, type HttpNode } from '../exchange';
import { readIdentity } from '../idempotency-key';
import { parseJson, parseNdjson } from '../parse-json';
import { JSON_TYPE } from '../reply';
import { located } from './located';
import { isObject, requireIdentifier, requireObject } from './record-reply';
import { tallied } from './send-tally';

export const NDJSON_TYPE = 'application/x-ndjson';
const MEDIA_TYPES = [JSON_TYPE, NDJSON_TYPE];
const LISTS = ['create', 'update', 'delete'] as const;
type List = (typeof LISTS)[number];

/** `POST /api/{models}/bulk`: many records, all or nothing. */
export function bulk(node: HttpNode, model: Model, exchange: Exchange): void {
  readBody(node, exchange, MEDIA_TYPES, BULK_BODY, (bytes, mediaType) => {
    const done = tallied(node, exchange, 201);
    const request = readIdentity(exchange.incoming, mediaType, bytes);
    if (request !== undefined && node.runtime.recall(request, done)) return;
    const { keysMax } = BULK_BODY;
    const body =
      mediaType === NDJSON_TYPE ? parseNdjson(bytes, keysMax) : parseJson(bytes, keysMax);
    node.runtime.submitAll(commandsOf(node, model, listsOf(body)), done, request);
  });
}

/** An array creates; an object names what it does. */
function listsOf(body: unknown): Readonly<Record<List, readonly unknown[]>> {
  if (Array.isArray(body)) return { create: body as unknown[], update: [], delete: [] };
  const refuse = (path: string, message: string): never => {
    throw new LithairError('validation_failed', message, {
      errors: [{ path, code: 'invalid_bulk', message }],
    });
  };
  if (!isObject(body))
    return refuse('', 'a bulk is an array of records or {"create":[…],"update":[…],"delete":[…]}');
  for (const name of Object.keys(body)) {
    if (!(LISTS as readonly string[]).includes(name))
      refuse(`/${name.slice(0, 40)}`, 'not a list of a bulk');
  }
  const listOf = (name: List): readonly unknown[] => {
    const value = body[name] ?? [];
    return Array.isArray(value) ? (value as unknown[]) : refuse(`/${name}`, `${name} is an array`);
  };
  return { create: listOf('create'), update: listOf('update'), delete: listOf('delete') };
}

function commandsOf(
  node: HttpNode,
  model: Model,
  lists: Readonly<Record<List, readonly unknown[]>>,
): readonly BulkCommand[] {
  const count = lists.create.length + lists.update.length + lists.delete.length;
  if (count > BULK_ITEMS_MAX) {
    throw new LithairError(
      'too_many_items',
      `${count} elements, at most ${BULK_ITEMS_MAX}: send several bulks`,
    );
  }
  const commands: BulkCommand[] = [];
  for (const list of LISTS) {
    for (const [index, item] of lists[list].entries()) {
      const at: ErrorDetails = { list, index };
      commands.push({ command: located(at, () => commandOf(node, model, list, item)), at });
    }
  }
  return commands;
}

function commandOf(node: HttpNode, model: Model, list: List, item: unknown): Command {
  if (list === 'delete') {
    const id = requireIdentifier(typeof item === 'string' ? item : '');
    return removal(model, id, undefined);
  }
  const body = requireObject(item);
  if (list === 'create') return creation(node, model, body);
  const id = requireIdentifier(typeof body['id'] === 'string' ? body['id'] : '');
  return merge(model, id, body, undefined);
}
