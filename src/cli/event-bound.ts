import { InvalidArgumentError } from 'commander';
import { INSTANT_FORM, readInstant } from '../engine/history/instant';
import type { EventBound } from '../storage/recovery/read-events';

/**
 * Reads `SEQ|TIME` of the command line: see `readInstant`.
 * @throws {InvalidArgumentError} it is neither.
 */
export function eventBound(text: string): EventBound {
  const bound = readInstant(text);
  if (bound === undefined) throw new InvalidArgumentError(INSTANT_FORM);
  return bound;
}
