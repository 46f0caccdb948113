import type { ViewReader } from '../../engine/views/view-table';
import type { ViewDefinition } from '../../model/view';
import type { HttpNode } from '../exchange';
import { listView, readView, viewNames } from '../routes/view';
import { answer, ref } from './answers';
import { NOT_MODIFIED } from './model-routes';
import type { Route } from './route';

const TAG = 'views';

/** The calls that read views: only those that clients may see. */
export function viewRoutes(views: readonly ViewDefinition[]): readonly Route[] {
  const exposed = views.filter(({ isExposed }) => isExposed);
  if (exposed.length === 0) return [];
  return [NAMES, ...exposed.flatMap(({ name }) => [pageRoute(name), valueRoute(name)])];
}

const NAMES: Route = {
  method: 'GET',
  path: '/api/views',
  handle: (node, exchange) => {
    const views = node.runtime.engine.withState((state) => state.views);
    viewNames(
      views.filter(({ definition }) => definition.isExposed),
      exchange,
    );
  },
  documentation: {
    id: 'views.names',
    tag: TAG,
    summary: 'Which views can be read',
    answers: { 200: answer('Their names and sizes.', ref('lithair.views')) },
    refusals: [],
  },
};

const viewOf = ({ runtime }: HttpNode, name: string): ViewReader =>
  runtime.engine.withState((state) => state.view(name));

const pageRoute = (name: string): Route => ({
  method: 'GET',
  path: `/api/views/${name}`,
  handle: (node, exchange) => listView(viewOf(node, name), exchange),
  documentation: {
    id: `views.${name}.list`,
    tag: TAG,
    summary: `A page of ${name}, in the order of their keys`,
    parameters: ['viewLimit', 'cursor', 'prefix', 'If-None-Match'],
    answers: {
      200: answer('One page.', ref('lithair.viewPage'), ['ETag', 'Link']),
      304: NOT_MODIFIED,
    },
    refusals: ['invalid_query', 'invalid_cursor'],
  },
});

const valueRoute = (name: string): Route => ({
  method: 'GET',
  path: `/api/views/${name}/{key}`,
  handle: (node, exchange, key) => readView(viewOf(node, name), exchange, key),
  documentation: {
    id: `views.${name}.get`,
    tag: TAG,
    summary: `One value of ${name}`,
    parameters: ['If-None-Match'],
    answers: {
      200: answer('Any JSON: what the reducers of the view made.', {}, ['ETag']),
      304: NOT_MODIFIED,
    },
    refusals: ['invalid_query', 'not_found'],
  },
});
