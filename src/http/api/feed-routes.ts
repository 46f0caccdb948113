import type { Model } from '../../model/model';
import { feedsOf } from '../feed/feeds-of';
import type { Route, RouteDocumentation } from './route';

const documented = (id: string, tag: string, what: string): RouteDocumentation => ({
  id,
  tag,
  summary: `What happens to ${what}, as it happens: server-sent events`,
  description: 'Resumed by `Last-Event-ID`; parameters are in docs/LIVE.md.',
  answers: { 200: { means: 'A stream.', content: { 'text/event-stream': { type: 'string' } } } },
  refusals: [
    'invalid_query',
    'invalid_event_id',
    'events_gone',
    'too_many_subscribers',
    'shutting_down',
  ],
});

/** The streams of all models, and of each. */
export const feedRoutes = (models: readonly Model[]): readonly Route[] => [
  {
    method: 'GET',
    path: '/api/events',
    handle: (node, exchange) => feedsOf(node).serve(exchange),
    documentation: documented('all.events', 'events', 'all models'),
  },
  ...models.map((model): Route => ({
    method: 'GET',
    path: `/api/${model.name}/events`,
    handle: (node, exchange) => feedsOf(node).serve(exchange, model),
    documentation: documented(`${model.name}.events`, model.name, model.name),
  })),
];
