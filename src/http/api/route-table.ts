import type { Declared } from './declared';
import { DOCUMENTATION_ROUTES } from './documentation-routes';
import { eventRoutes } from './event-routes';
import { feedRoutes } from './feed-routes';
import { modelRoutes } from './model-routes';
import { nodeRoutes } from './node-routes';
import type { Route } from './route';
import { viewRoutes } from './view-routes';

/**
 * Every call that a node answers, once: the router and `/openapi.json` are both made from this
 * table, so there is no call without documentation, and the reverse.
 */
export const routeTable = (
  { models, events = [], views = [] }: Declared,
  { hasDocs }: { readonly hasDocs: boolean },
): readonly Route[] => [
  ...nodeRoutes(models),
  ...(hasDocs ? DOCUMENTATION_ROUTES : []),
  ...models.flatMap((model) => modelRoutes(model, models)),
  ...feedRoutes(models, events),
  ...viewRoutes(views),
  ...eventRoutes(events),
];
