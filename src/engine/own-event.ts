import type { EventDefinition } from '../model/define-event';
import { requirePayload } from '../model/require-valid';
import type { EventDraft } from './event';

/**
 * What an application wants on record, as an event of a type of its own.
 * @throws {LithairError} `validation_failed`.
 */
export function ownEvent(event: EventDefinition, payload: unknown): EventDraft {
  const valid = requirePayload(event, payload);
  const { type, singular } = event;
  const id = event.idOf(valid);
  const text = JSON.stringify(valid);
  const key = event.keyOf(valid);
  return { singular, type, verb: 'emit', id, payload: text, isUnchanged: false, key };
}
