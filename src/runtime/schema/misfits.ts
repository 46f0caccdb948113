import { uniqueKey } from '../../engine/unique-index';
import type { RecordEntry } from '../../engine/record-entry';
import type { StateEngine } from '../../engine/state-engine';
import type { ReadonlyState } from '../../engine/state';
import { LithairError } from '../../errors/lithair-error';
import type { Model, RecordValue } from '../../model/model';
import type { Raised } from '../../model/schema/judge-evolution';

/** A record that is not what its model declares. */
export interface Misfit {
  readonly model: string;
  readonly id: string;
  /** Event that wrote it. */
  readonly seq: number;
  readonly reason: string;
}

/**
 * The records of some models that break a rule of the declaration. Their events were decided under
 * another one, so everything that a write is judged by is judged here. Indexes are not asked: they
 * take for granted what is to be found out.
 */
export function* misfitsIn(engine: StateEngine, names: readonly string[]): Generator<Misfit> {
  const state = engine.withState((held) => held);
  for (const name of names) {
    const model = state.model(name);
    const taken = new Map(model.uniqueFields.map((field) => [field, new Map<string, string>()]));
    for (const entry of state.records(name).page(0, Infinity)) {
      const reason = wrongWith(model, entry, taken, state);
      if (reason !== undefined) yield { model: name, id: entry.id, seq: entry.version, reason };
    }
  }
}

/** @throws {LithairError} `migration_failed`: the first record that does not fit. */
export function requireFit(engine: StateEngine, raised: readonly Raised[]): void {
  const names = raised.map(({ model }) => model);
  for (const misfit of misfitsIn(engine, names)) {
    const version = raised.find(({ model }) => model === misfit.model)?.to;
    const message = `${sayMisfit(misfit)}: it does not fit version ${version}. Nothing was changed`;
    throw new LithairError('migration_failed', message, { seq: misfit.seq });
  }
}

export const sayMisfit = ({ model, id, seq, reason }: Misfit): string =>
  `${model}/${id}, event ${seq}: ${reason}`;

/** @param taken unique values that were met, by field, and who holds them; it is added to. */
function wrongWith(
  model: Model,
  { id, json }: RecordEntry,
  taken: ReadonlyMap<string, Map<string, string>>,
  state: ReadonlyState,
): string | undefined {
  const value = JSON.parse(json) as RecordValue;
  const checked = model.check(value);
  if (!checked.valid) {
    const { path = '', message = 'it is not valid' } = checked.violations[0] ?? {};
    return `${path === '' ? 'the record' : path}: ${message}`;
  }
  for (const [field, holders] of taken) {
    const key = uniqueKey(value[field]);
    if (key === undefined) continue;
    const holder = holders.get(key);
    if (holder !== undefined) return `/${field}: ${holder} has the same unique value`;
    holders.set(key, id);
  }
  for (const { field, model: target } of model.references) {
    const held = value[field];
    if (held === undefined || held === null) continue;
    if (state.records(target).get(String(held)) === undefined)
      return `/${field}: there is no ${target}/${String(held)}`;
  }
  return undefined;
}
