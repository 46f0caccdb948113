import { LithairError } from '../errors/lithair-error';
import type { Model } from './model';

/**
 * Models that are served together have names of their own, and refer to each other.
 * @throws {LithairError} `invalid_model`.
 */
export function assertModels(models: readonly Model[]): void {
  const names = new Set<string>();
  const events = new Map<string, string>();
  for (const { name, eventTypes } of models) {
    if (names.has(name)) refuse(name, 'it is declared twice');
    names.add(name);
    for (const type of Object.values(eventTypes) as string[]) {
      const other = events.get(type);
      if (other !== undefined) refuse(name, `its events ${type} are those of ${other} too`);
      events.set(type, name);
    }
  }
  for (const { name, references } of models) {
    for (const { field, model } of references)
      if (!names.has(model))
        refuse(name, `${field}: db.references ${model}, which is not declared`);
  }
}

function refuse(name: string, reason: string): never {
  throw new LithairError('invalid_model', `model ${JSON.stringify(name)}: ${reason}`);
}
