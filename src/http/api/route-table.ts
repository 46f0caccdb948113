import type { EventDefinition } from '../../model/define-event';
import type { Model } from '../../model/model';
import type { ViewDefinition } from '../../model/view';
import { DOCUMENTATION_ROUTES } from './documentation-routes';
import { eventRoutes } from './event-routes';
import { feedRoutes } from './feed-routes';
import { modelRoutes } from './model-routes';
import { nodeRoutes } from './node-routes';
import type { Route } from './route';
import { viewRoutes } from './view-routes';

/** What an application declares, and its API follows from. */
export interface Declared {
  readonly models: readonly Model[];
  readonly events?: readonly EventDefinition[] | undefined;
  readonly views?: readonly ViewDefinition[] | undefined;
}

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
  ...feedRoutes(models),
  ...viewRoutes(views),
  ...eventRoutes(events),
];
