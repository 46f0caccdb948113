import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';
import { feedsOf } from '../feed/feeds-of';
import { ref, schemaOf, toldSchemaName } from './answers';
import type { JsonSchema, Route, RouteDocumentation } from './route';

/** The streams of all models, with what the application's own events say, and of each model. */
export const feedRoutes = (
  models: readonly Model[],
  events: readonly EventDefinition[],
): readonly Route[] => [
  {
    method: 'GET',
    path: '/api/events',
    handle: (node, exchange) => feedsOf(node).serve(exchange),
    documentation: documented(
      'all',
      models,
      events.filter(({ isTold }) => isTold),
    ),
  },
  ...models.map((model): Route => ({
    method: 'GET',
    path: `/api/${model.name}/events`,
    handle: (node, exchange) => feedsOf(node).serve(exchange, model),
    documentation: {
      ...documented(model.name, [model], []),
      tag: model.name,
      filters: model,
    },
  })),
];

const typesOf = ({ eventTypes }: Model): string[] => Object.values(eventTypes) as string[];

function documented(
  name: string,
  models: readonly Model[],
  events: readonly EventDefinition[],
): RouteDocumentation {
  return {
    id: `${name}.events`,
    tag: 'events',
    summary: `What happens to ${name === 'all' ? 'all models' : name}, as it happens: server-sent events`,
    description: 'Resumed by `Last-Event-ID`: see docs/LIVE.md.',
    parameters: ['since', 'snapshot', 'Last-Event-ID'],
    types: [...models.flatMap(typesOf), ...events.map(({ type }) => type)],
    answers: {
      200: {
        means: 'A stream; `x-lithair-events` says what the `data` of each event is, by its name.',
        content: { 'text/event-stream': { type: 'string' } },
        events: saidBy(models, events),
      },
    },
    refusals: [
      'invalid_query',
      'invalid_event_id',
      'events_gone',
      'too_many_subscribers',
      'shutting_down',
    ],
  };
}

function saidBy(
  models: readonly Model[],
  events: readonly EventDefinition[],
): Readonly<Record<string, JsonSchema>> {
  const told = anyOf(models.map((model) => schemaOf(model, 'told')));
  const pages = models.map((model): JsonSchema => {
    const items = { type: 'array', items: schemaOf(model, 'record') };
    const properties = { seq: { type: 'integer' }, model: { const: model.name }, items };
    return { type: 'object', properties, required: ['seq', 'model', 'items'] };
  });
  return {
    ...(models.length === 0
      ? {}
      : { created: told, updated: told, deleted: told, snapshot: anyOf(pages) }),
    ...Object.fromEntries(events.map((event) => [event.type, ref(toldSchemaName(event))])),
    'snapshot-end': ref('lithair.place'),
    lagging: ref('lithair.place'),
  };
}

const anyOf = (schemas: readonly JsonSchema[]): JsonSchema =>
  schemas.length === 1 ? (schemas[0] as JsonSchema) : { anyOf: schemas };
