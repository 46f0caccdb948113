import type { Upcast } from '../../engine/schema/upcast';
import type { StateEngine } from '../../engine/state-engine';
import type { Difference } from '../../model/schema/compare-schemas';
import type { Evolution, Raised } from '../../model/schema/judge-evolution';

/** What happened to the records of a model whose version was raised. */
export interface MigratedModel extends Raised {
  /** Records that live. */
  readonly records: number;
  /** Those among them that upcasters made anew. */
  readonly migrated: number;
}

/** How the declared models stood to those on record, and what was done about it. */
export interface EvolutionReport {
  readonly kind: Evolution['kind'];
  readonly differences: readonly Difference[];
  readonly models: readonly MigratedModel[];
}

export function reportOf(
  engine: StateEngine,
  { kind, differences, raised }: Evolution,
  upcast: Upcast,
): EvolutionReport {
  const models = raised.map((one): MigratedModel => {
    const boundary = upcast.boundaryOf(one.model);
    return engine.withState((state) => {
      const entries = state.records(one.model).page(0, Infinity);
      const migrated = entries.filter(({ version }) => version <= boundary).length;
      return { ...one, records: entries.length, migrated };
    });
  });
  return { kind, differences, models };
}
