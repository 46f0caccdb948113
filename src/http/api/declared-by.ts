import type { Runtime } from '../../runtime/runtime';
import type { Declared } from './declared';

/** What the node of a runtime was given to serve. */
export const declaredBy = ({ engine }: Runtime): Declared =>
  engine.withState(({ models, events, views }) => {
    return { models, events, views: views.map(({ definition }) => definition) };
  });
