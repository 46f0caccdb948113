import type { Field } from '../../model/field';
import type { Model } from '../../model/model';
import { ref, schemaName, schemaOf } from '../api/answers';
import { shownHistory } from '../api/model-refusals';
import type { JsonSchema } from '../api/route';
import { BULK_ITEMS_MAX } from '../exchange';
import { fieldSchema, type Components, type Direction } from './field-schema';
import { object, type Properties } from './object-schema';
import { recordToldSchema } from './told-schemas';

/** Puts the schemas of a model under `components`. @param models all that are served with it. */
export function modelSchemas(model: Model, models: readonly Model[], components: Components): void {
  const put = (name: Parameters<typeof schemaOf>[1], schema: JsonSchema): void => {
    components[schemaName(model, name)] = schema;
  };
  const given = propertiesOf(model, 'input', components);
  const shown = propertiesOf(model, 'output', components);
  const isSettable = (field: string): boolean => !model.readOnlyFields.includes(field);
  const isKnown = (field: string): boolean => isSettable(field) || field in shown;
  const settable = only(given, isSettable);
  // A record as it was is without what is held in memory alone: that has no past.
  const lasting = requiredOf(model, shown, 'output').filter(
    (field) => !model.memoryFields.has(field),
  );
  put('record', object(shown, lasting, expansion(model, models)));
  const isMissed = (field: string): boolean => isNotId(field) || !takesOurs(model);
  put('create', object(settable, requiredOf(model, settable, 'input').filter(isMissed)));
  // What a client cannot see it need not repeat; what it cannot set it may send back as it is.
  const seen = (field: string): boolean => isNotId(field) && field in shown && isSettable(field);
  put('replace', object(only(given, isKnown), requiredOf(model, settable, 'input').filter(seen)));
  const patch = removable(model, settable);
  put('patch', object(patch, []));
  put('page', pageSchema(model));
  put('bulk', bulkSchema(model, patch));
  put('told', recordToldSchema(model));
  if (shownHistory(model).length > 0) put('history', historySchema(model, shown));
}

const isNotId = (field: string): boolean => field !== 'id';

/** Whether a record may get an identifier of ours, so that a client need not give one. */
const takesOurs = ({ fields }: Model): boolean =>
  fields.get('id')?.schema.safeParse(UUID_V7).success !== false;

/** One of those that the node gives. */
const UUID_V7 = '01890a5d-ac96-774b-bcce-b302099a8057';

const only = (properties: Properties, holds: (field: string) => boolean): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([field]) => holds(field)));

/** The fields that may come from a client, or that answers show. */
function propertiesOf(model: Model, io: Direction, components: Components): Properties {
  const { fields, hiddenFields } = model;
  const isOut = ([field, { rules }]: [string, Field]): boolean =>
    io === 'output' ? hiddenFields.includes(field) : rules.http?.expose === false;
  const found = [...fields].filter((entry) => !isOut(entry));
  return Object.fromEntries(
    found.map(([field, declared]) => {
      const schema = fieldSchema(
        schemaName(model, 'record') + `.${field}`,
        declared,
        io,
        components,
      );
      return [field, field === 'id' ? { ...schema, allOf: [ref('lithair.identifier')] } : schema];
    }),
  );
}

/** Fields that are always there: those whose schema does not take `undefined`. */
function requiredOf({ fields }: Model, properties: Properties, io: Direction): string[] {
  return Object.keys(properties).filter((field) => {
    const parsed = fields.get(field)?.schema.safeParse(undefined);
    return parsed?.success !== true || (io === 'output' && parsed.data !== undefined);
  });
}

/** In a merge patch `null` takes a field away, where a record may be without it. */
function removable({ fields }: Model, settable: Properties): Properties {
  const entries = Object.entries(settable).map(([field, schema]) => {
    const { default: _standard, ...wanted } = schema;
    const mayGo = fields.get(field)?.schema.safeParse(undefined).success === true;
    return [field, mayGo ? { anyOf: [wanted, { type: 'null' }] } : wanted];
  });
  return Object.fromEntries(entries) as Properties;
}

/** What `?expand=` adds; a model with a field of that name cannot be expanded. */
function expansion(model: Model, models: readonly Model[]): Properties {
  const references = model.references.filter(({ field }) => !model.hiddenFields.includes(field));
  if (references.length === 0 || model.fields.has('expanded')) return {};
  const records = references.map(({ field, model: name }): [string, JsonSchema] => {
    const target = models.find((each) => each.name === name) as Model;
    return [field, { anyOf: [schemaOf(target, 'record'), { type: 'null' }] }];
  });
  const description = 'With `expand`: the records that references name.';
  return { expanded: { description, ...object(Object.fromEntries(records), []) } };
}

const pageSchema = (model: Model): JsonSchema =>
  object(
    {
      items: { type: 'array', items: schemaOf(model, 'record') },
      next: { type: ['string', 'null'], description: 'The `cursor` of the next page.' },
      total: { type: 'integer', minimum: 0, description: 'Records that the filters want.' },
    },
    ['items', 'next', 'total'],
  );

function bulkSchema(model: Model, patch: Properties): JsonSchema {
  const { clients } = model;
  const create = { type: 'array', items: schemaOf(model, 'create'), maxItems: BULK_ITEMS_MAX };
  const lists = {
    ...(clients.create ? { create } : {}),
    ...(clients.update ? { update: { type: 'array', items: object(patch, ['id']) } } : {}),
    ...(clients.delete ? { delete: { type: 'array', items: ref('lithair.identifier') } } : {}),
  };
  return {
    description: `At most ${BULK_ITEMS_MAX} elements in all.`,
    anyOf: [...(clients.create ? [create] : []), object(lists, [])],
  };
}

function historySchema(model: Model, shown: Properties): JsonSchema {
  const when = { type: 'string', format: 'date-time' };
  const changes = shownHistory(model).map((field): [string, JsonSchema] => {
    const value = shown[field] ?? {};
    const change = object(
      {
        seq: { type: 'integer', minimum: 1, description: 'The event.' },
        when,
        who: { type: ['string', 'null'] },
        from: { ...value, description: 'Absent when it is not known, or there was nothing.' },
        to: { ...value, description: 'Absent when the field was taken away.' },
        deleted: { const: true },
      },
      ['seq', 'when', 'who'],
    );
    return [field, { type: 'array', items: change }];
  });
  const created = object(
    { seq: { type: 'integer' }, when: { ...when, type: ['string', 'null'] } },
    ['seq', 'when'],
  );
  return object(
    {
      id: ref('lithair.identifier'),
      created,
      fields: object(Object.fromEntries(changes), shownHistory(model)),
    },
    ['id', 'created', 'fields'],
  );
}
