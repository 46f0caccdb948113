import type { Model } from '../model';
import { compareSchemas, type Difference } from './compare-schemas';
import { schemaOf, type Schema } from './model-schema';
import { sayDifference } from './say-difference';

/** A model whose declared version is above the one on record. */
export interface Raised {
  readonly model: string;
  readonly from: number;
  readonly to: number;
}

/** What a start does about a declaration that differs from the one on record. */
export interface Evolution {
  /**
   * `none`: they are the same; `additive`: what is on record fits, the new one is recorded;
   * `migration`: upcasters bring what is on record to the declared version; `refused`: nobody said
   * how it could fit.
   */
  readonly kind: 'none' | 'additive' | 'migration' | 'refused';
  readonly differences: readonly Difference[];
  readonly raised: readonly Raised[];
  readonly refusal?: Refusal;
}

/** Why a declaration is refused. */
export interface Refusal {
  readonly code: 'schema_changed' | 'unknown_event_type';
  /** One line, with what to do. */
  readonly message: string;
}

/** Whether a difference takes away a model, or the names of its events. */
export const takesEventsAway = ({ field, what }: Difference): boolean =>
  field === undefined && (what === 'removed' || what === 'singular');

/**
 * Judges a declaration by the one on record. Pure.
 * @param stored `undefined` when none is: what is there was written before there was any, and
 * counts as version 1 of whatever is declared.
 * @param unused models of which there is no event: taking them away harms nobody.
 */
export function judgeEvolution(
  stored: Schema | undefined,
  models: readonly Model[],
  unused: ReadonlySet<string> = new Set(),
): Evolution {
  const differences = (stored === undefined ? [] : compareSchemas(stored, schemaOf(models))).map(
    (found): Difference =>
      takesEventsAway(found) && unused.has(found.model) ? { ...found, kind: 'additive' } : found,
  );
  const raised = models.flatMap(({ name, version }): Raised[] => {
    const isNew = stored !== undefined && !Object.hasOwn(stored, name);
    const from = stored?.[name]?.version ?? 1;
    return isNew || version <= from ? [] : [{ model: name, from, to: version }];
  });
  const isRaised = (name: string): boolean => raised.some(({ model }) => model === name);
  const refused = differences.filter(
    (found) => found.kind === 'breaking' && !(found.field !== undefined && isRaised(found.model)),
  );
  const [first] = refused;
  if (first !== undefined) {
    const refusal = refusalOf(first, stored?.[first.model]?.version ?? 1, refused.length - 1);
    return { kind: 'refused', differences, raised, refusal };
  }
  if (raised.length > 0) return { kind: 'migration', differences, raised };
  const isSame = stored !== undefined && differences.length === 0;
  return { kind: isSame ? 'none' : 'additive', differences, raised };
}

function refusalOf(found: Difference, version: number, others: number): Refusal {
  const more = others === 0 ? '' : ` (and ${others} more: lithair schema diff)`;
  const message = `${sayDifference(found)}${more}: ${remedyFor(found, version)}. Nothing was changed`;
  return { code: takesEventsAway(found) ? 'unknown_event_type' : 'schema_changed', message };
}

function remedyFor({ field, what, model, from }: Difference, version: number): string {
  if (field !== undefined)
    return (
      `what is on record may not fit: raise the version of ${model} to ${version + 1} with ` +
      `upcasters: { ${version}: … } (docs/SCHEMA.md), or take the change back`
    );
  if (what === 'version') return `start the declaration of version ${String(from)}, or a later one`;
  return 'its events are on record: declare it as it was';
}
