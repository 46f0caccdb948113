import { LithairError } from '../errors/lithair-error';
import type { CheckOf } from './check';
import type { EventDefinition } from './define-event';
import type { Model, RecordValue } from './model';

/** @throws {LithairError} `validation_failed` with everything that is wrong. */
export const requireValid = ({ name, check }: Model, value: unknown): RecordValue =>
  requireAllowed(name, 'the record', check(value));

/** The same for what an event says. */
export const requirePayload = <P>({ type, check }: EventDefinition<P>, value: unknown): P =>
  requireAllowed(type, 'the event', check(value));

function requireAllowed<T>(name: string, whole: string, checked: CheckOf<T>): T {
  if (checked.valid) return checked.value;
  const [first] = checked.violations;
  const what =
    first === undefined
      ? 'it is not valid'
      : `${first.path === '' ? whole : first.path}: ${first.message}`;
  const more = checked.violations.length > 1 ? ` (and ${checked.violations.length - 1} more)` : '';
  throw new LithairError('validation_failed', `${name}: ${what}${more}`, {
    errors: checked.violations,
  });
}
