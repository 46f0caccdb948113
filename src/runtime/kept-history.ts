import type { Moment } from '../engine/history/past-entry';
import type { Model } from '../model/model';
import type { KeptPast, SnapshotHeader } from '../storage/snapshot/snapshot-format';

/** How a snapshot says what a model keeps of the past; `undefined` when that is nothing. */
export function keptHistory({ history }: Model): Readonly<Record<string, KeptPast>> | undefined {
  if (history.size === 0) return undefined;
  return Object.fromEntries(
    [...history].map(([field, { versions, maxAgeUs }]) => [
      field,
      { versions: finite(versions), max_age_us: finite(maxAgeUs) },
    ]),
  );
}

/**
 * Whether a snapshot has at least as much of the past as the models declare: one of an earlier
 * declaration may have less than the log can tell.
 */
export const keepsHistoryOf = (header: SnapshotHeader, models: readonly Model[]): boolean =>
  models.every((model) => keepsHistoryOfModel(header, model));

/** The same of one model. The past of an earlier version is of fields that were others then. */
export function keepsHistoryOfModel(
  { sections }: SnapshotHeader,
  { name, version, history }: Model,
): boolean {
  const { history: kept = {}, model_version: writtenAs = 1 } =
    sections.find((section) => section.name === name) ?? {};
  return [...history].every(([field, { versions, maxAgeUs }]) => {
    const past = Object.hasOwn(kept, field) ? kept[field] : undefined;
    if (past === undefined || writtenAs !== version) return false;
    return (past.versions ?? Infinity) >= versions && (past.max_age_us ?? Infinity) >= maxAgeUs;
  });
}

/**
 * From when on a snapshot knows which records of a model there were; `undefined` when it has not
 * the past that is declared. Those that do not say it may have forgotten any.
 */
export function historySince(header: SnapshotHeader, model: Model): Moment | undefined {
  if (!keepsHistoryOfModel(header, model)) return undefined;
  const { seq, timestamp } = header;
  const section = header.sections.find(({ name }) => name === model.name);
  return section?.history_since ?? { seq, timestamp };
}

const finite = (value: number): number | undefined => (value === Infinity ? undefined : value);
