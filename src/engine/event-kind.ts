import type { EventDefinition } from '../model/define-event';
import type { Model } from '../model/model';
import type { EventDraft } from './event';

/** What an event does to its record. */
export type Verb = EventDraft['verb'];

/** What the type of an event stands for. */
export interface EventKind {
  readonly singular: string;
  readonly verb: Verb;
}

/** The kind of each event type that is declared. */
export function eventKinds(
  models: readonly Model[],
  events: readonly EventDefinition[] = [],
): ReadonlyMap<string, EventKind> {
  const kinds = new Map<string, EventKind>();
  for (const { singular, eventTypes } of models) {
    kinds.set(eventTypes.created, { singular, verb: 'create' });
    kinds.set(eventTypes.updated, { singular, verb: 'update' });
    kinds.set(eventTypes.deleted, { singular, verb: 'delete' });
  }
  for (const { type, singular } of events) kinds.set(type, { singular, verb: 'emit' });
  return kinds;
}

/** Unique name of a fact: `article:42:update:57`. */
export const eventIdOf = (singular: string, id: string, verb: Verb, seq: number): string =>
  `${singular}:${id}:${verb}:${seq}`;
