import type { ErrorCode } from '../../errors/codes';
import type { Model } from '../../model/model';
import { JSON_TYPE } from '../reply';
import { bulk, NDJSON_TYPE } from '../routes/bulk';
import { patch, PATCH_TYPES, remove, replace } from '../routes/change';
import { create } from '../routes/create';
import { history, restore } from '../routes/history';
import { list } from '../routes/list';
import { count, randomId, read } from '../routes/read';
import {
  answer,
  BODY_REFUSALS,
  json,
  KEY_REFUSALS,
  LOG_REFUSALS,
  ref,
  schemaOf,
  TARGET_REFUSALS,
  when,
  WRITE_HEADERS,
  WRITE_PARAMETERS,
} from './answers';
import { refusalsOf, restorable, shownHistory, type ModelRefusals } from './model-refusals';
import type { Answer, Route } from './route';

/** What of a model its rows are made from. */
interface Rows {
  readonly model: Model;
  readonly base: string;
  readonly refusals: ModelRefusals;
}

/** The calls of a model. @param models all that are served with it. */
export function modelRoutes(model: Model, models: readonly Model[]): readonly Route[] {
  const rows = { model, base: `/api/${model.name}`, refusals: refusalsOf(model, models) };
  const { clients } = model;
  // What clients may not do is no call at all: 405, and absent from the document.
  return [
    ...readRoutes(rows),
    ...summaryRoutes(rows),
    ...(clients.create ? creationRoutes(rows) : []),
    ...(clients.create || clients.update || clients.delete ? bulkRoutes(rows) : []),
    ...(clients.update ? changeRoutes(rows) : []),
    ...(clients.delete ? removalRoutes(rows) : []),
    ...historyRoutes(rows),
    ...(clients.update ? restoreRoutes(rows) : []),
  ];
}

const WRITTEN: Answer['headers'] = ['ETag', ...WRITE_HEADERS];
const QUERY_REFUSALS: readonly ErrorCode[] = ['invalid_query', 'query_too_expensive'];
const VALUE_REFUSALS = [...BODY_REFUSALS, ...KEY_REFUSALS, ...LOG_REFUSALS];
const CHANGE_PARAMETERS = [...WRITE_PARAMETERS, 'If-Match'] as const;

const written = (model: Model): Answer =>
  answer('The record as it is now.', schemaOf(model, 'record'), WRITTEN);

function readRoutes({ model, base }: Rows): readonly Route[] {
  return [
    {
      method: 'GET',
      path: base,
      handle: (node, exchange) => list(node, model, exchange),
      documentation: {
        id: `${model.name}.list`,
        tag: model.name,
        summary: `A page of ${model.name}, or all of them, now or as they were`,
        parameters: ['limit', 'cursor', 'sort', 'expand', 'asOf'],
        filters: model,
        answers: { 200: answer('One page.', schemaOf(model, 'page'), ['Link']) },
        refusals: [...QUERY_REFUSALS, 'invalid_cursor', UNKEPT],
      },
    },
    {
      method: 'GET',
      path: `${base}/{id}`,
      handle: (node, exchange, id) => read(node, model, exchange, id),
      documentation: {
        id: `${model.name}.get`,
        tag: model.name,
        summary: 'One record, now or as it was',
        parameters: ['expand', 'asOf', 'If-None-Match'],
        answers: {
          200: answer('The record.', schemaOf(model, 'record'), ['ETag']),
          // What is held in memory alone may change while the version does not.
          ...(model.isVolatile ? {} : { 304: NOT_MODIFIED }),
        },
        refusals: ['invalid_query', 'invalid_id', 'not_found', 'history_not_kept'],
      },
    },
  ];
}

function summaryRoutes({ model, base }: Rows): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${base}/count`,
      handle: (node, exchange) => count(node, model, exchange),
      documentation: {
        id: `${model.name}.count`,
        tag: model.name,
        summary: `How many ${model.name} there are, or were`,
        parameters: ['asOf'],
        filters: model,
        answers: { 200: answer('A number of records.', ref('lithair.count')) },
        refusals: [...QUERY_REFUSALS, UNKEPT],
      },
    },
    {
      method: 'GET',
      path: `${base}/random-id`,
      handle: (node, { outgoing }) => randomId(node, model, outgoing),
      documentation: {
        id: `${model.name}.randomId`,
        tag: model.name,
        summary: 'The identifier of any record, each as likely as the others',
        answers: { 200: answer('An identifier.', ref('lithair.id')) },
        refusals: ['not_found'],
      },
    },
  ];
}

function creationRoutes({ model, base, refusals }: Rows): readonly Route[] {
  const { name } = model;
  return [
    {
      method: 'POST',
      path: base,
      handle: (node, exchange) => create(node, model, exchange),
      documentation: {
        id: `${name}.create`,
        tag: name,
        summary: 'Creates one record',
        parameters: WRITE_PARAMETERS,
        body: json(schemaOf(model, 'create')),
        answers: { 201: { ...written(model), headers: ['Location', ...(WRITTEN ?? [])] } },
        refusals: [...VALUE_REFUSALS, 'id_taken', ...refusals.valuing],
      },
    },
  ];
}

function bulkRoutes({ model, base, refusals }: Rows): readonly Route[] {
  const { name } = model;
  const bulkBody = schemaOf(model, 'bulk');
  return [
    {
      method: 'POST',
      path: `${base}/bulk`,
      handle: (node, exchange) => bulk(node, model, exchange),
      documentation: {
        id: `${name}.bulk`,
        tag: name,
        summary: 'Creates, changes and deletes many records, all or nothing',
        description:
          'As NDJSON, one record to create a line. A refusal says which element it is of: `list`, `index`.',
        parameters: WRITE_PARAMETERS,
        body: { content: { [JSON_TYPE]: bulkBody, [NDJSON_TYPE]: schemaOf(model, 'create') } },
        answers: { 201: answer('What was done.', ref('lithair.tally'), WRITE_HEADERS) },
        refusals: [
          ...VALUE_REFUSALS,
          ...['invalid_id', 'not_found', 'id_taken', 'too_many_items'],
          ...when(model.immutableFields.length > 0, 'immutable_field'),
          ...refusals.valuing,
          ...refusals.deleting,
        ] as readonly ErrorCode[],
      },
    },
  ];
}

function changeRoutes({ model, base, refusals }: Rows): readonly Route[] {
  const { name } = model;
  const path = `${base}/{id}`;
  const changing = [...VALUE_REFUSALS, ...TARGET_REFUSALS, 'immutable_field'] as const;
  return [
    {
      method: 'PUT',
      path,
      handle: (node, exchange, id) => replace(node, model, exchange, id),
      documentation: {
        id: `${name}.replace`,
        tag: name,
        summary: 'Replaces a whole record',
        parameters: CHANGE_PARAMETERS,
        body: json(schemaOf(model, 'replace')),
        answers: { 200: written(model) },
        refusals: [...changing, ...refusals.valuing],
      },
    },
    {
      method: 'PATCH',
      path,
      handle: (node, exchange, id) => patch(node, model, exchange, id),
      documentation: {
        id: `${name}.patch`,
        tag: name,
        summary: 'Changes some fields of a record: a JSON merge patch (RFC 7396)',
        parameters: CHANGE_PARAMETERS,
        body: {
          content: Object.fromEntries(PATCH_TYPES.map((type) => [type, schemaOf(model, 'patch')])),
        },
        answers: { 200: written(model) },
        refusals: [...changing, ...refusals.valuing],
      },
    },
  ];
}

function removalRoutes({ model, base, refusals }: Rows): readonly Route[] {
  const { name } = model;
  return [
    {
      method: 'DELETE',
      path: `${base}/{id}`,
      handle: (node, exchange, id) => remove(node, model, exchange, id),
      documentation: {
        id: `${name}.remove`,
        tag: name,
        summary: 'Deletes a record',
        parameters: CHANGE_PARAMETERS,
        answers: { 204: { means: 'It is deleted.', headers: WRITE_HEADERS } },
        refusals: [...TARGET_REFUSALS, ...KEY_REFUSALS, ...LOG_REFUSALS, ...refusals.deleting],
      },
    },
  ];
}

export const NOT_MODIFIED: Answer = { means: 'It is what the tag names.', headers: ['ETag'] };

function historyRoutes({ model, base }: Rows): readonly Route[] {
  const { name } = model;
  const isShown = shownHistory(model).length > 0;
  return [
    {
      method: 'GET',
      path: `${base}/{id}/history`,
      handle: (node, exchange, id) => history(node, model, exchange, id),
      documentation: {
        id: `${name}.history`,
        tag: name,
        summary: 'The values that the fields of a record had, oldest first',
        ...(isShown ? {} : { description: `No field of ${name} declares a history: always 410.` }),
        answers: isShown
          ? { 200: answer('What is kept of its past.', schemaOf(model, 'history')) }
          : {},
        refusals: ['invalid_id', ...when(isShown, 'not_found'), ...when(!isShown, UNKEPT)],
      },
    },
  ];
}

function restoreRoutes({ model, base, refusals }: Rows): readonly Route[] {
  const { name } = model;
  const isRestorable = restorable(model).length > 0;
  return [
    {
      method: 'POST',
      path: `${base}/{id}/restore`,
      handle: (node, exchange, id) => restore(node, model, exchange, id),
      documentation: {
        id: `${name}.restore`,
        tag: name,
        summary: 'Gives a record the values it had after an event',
        ...(isRestorable
          ? {}
          : { description: `No field of ${name} can be restored: always 410.` }),
        parameters: CHANGE_PARAMETERS,
        body: json(ref('lithair.restore')),
        answers: isRestorable ? { 200: written(model) } : {},
        refusals: [
          ...[...BODY_REFUSALS, ...KEY_REFUSALS, 'invalid_id', 'invalid_if_match', UNKEPT],
          ...when(isRestorable, 'not_found', 'stale_version', ...LOG_REFUSALS),
          ...refusals.restoring,
        ] as readonly ErrorCode[],
      },
    },
  ];
}

const UNKEPT: ErrorCode = 'history_not_kept';
