import { LithairError } from '../errors/lithair-error';
import type { Model, RecordValue } from './model';

/** @throws {LithairError} `validation_failed` with everything that is wrong. */
export function requireValid(model: Model, value: unknown): RecordValue {
  const checked = model.check(value);
  if (checked.valid) return checked.value;
  const [first] = checked.violations;
  const what =
    first === undefined
      ? 'it is not valid'
      : `${first.path === '' ? 'the record' : first.path}: ${first.message}`;
  const more = checked.violations.length > 1 ? ` (and ${checked.violations.length - 1} more)` : '';
  throw new LithairError('validation_failed', `${model.name}: ${what}${more}`, {
    errors: checked.violations,
  });
}
