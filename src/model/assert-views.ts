import { LithairError } from '../errors/lithair-error';
import type { EventDefinition } from './define-event';
import type { Model } from './model';
import type { ViewDefinition } from './view';

/** What an application declares. */
export interface Declared {
  readonly models: readonly Model[];
  readonly events: readonly EventDefinition[];
  readonly views: readonly ViewDefinition[];
}

/**
 * Own events and views that are declared together have names of their own, and views listen to what
 * there is.
 * @throws {LithairError} `invalid_event`, `invalid_view`.
 */
export function assertViews({ models, events, views }: Declared): void {
  const owners = new Map<string, string>();
  for (const { name, eventTypes } of models)
    for (const type of Object.values(eventTypes) as string[]) owners.set(type, `the model ${name}`);
  for (const { type } of events) {
    const owner = owners.get(type);
    if (owner !== undefined)
      throw new LithairError(
        'invalid_event',
        `event ${JSON.stringify(type)}: it is that of ${owner} too`,
      );
    owners.set(type, 'another declaration');
  }
  const names = new Set<string>();
  for (const { name, listeners } of views) {
    if (names.has(name)) refuse(name, 'it is declared twice');
    names.add(name);
    const ghost = listeners.find(({ type }) => !owners.has(type));
    if (ghost !== undefined) refuse(name, `it listens to ${ghost.type}, which is not declared`);
  }
}

function refuse(name: string, reason: string): never {
  throw new LithairError('invalid_view', `view ${JSON.stringify(name)}: ${reason}`);
}
