import type { EventTypes } from './model';

/** The names of the events of a model, by its singular. */
export function eventTypesOf(singular: string): EventTypes {
  const event = singular.charAt(0).toUpperCase() + singular.slice(1);
  return { created: `${event}Created`, updated: `${event}Updated`, deleted: `${event}Deleted` };
}
