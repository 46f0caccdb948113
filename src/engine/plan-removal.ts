import { LithairError } from '../errors/lithair-error';
import type { Model, Reference } from '../model/model';
import type { Command } from './command';
import { requireVersion, type Views } from './decide';

/** A field of one model that holds identifiers of another. */
export interface Referrer extends Reference {
  /** The model that has the field. */
  readonly from: string;
}

type Removal = Extract<Command, { kind: 'remove' }>;
type Place = Pick<Removal, 'model' | 'id'>;

/** One deletion does not change more other records than this: it is most likely not meant. */
export const WAKE_MAX = 10_000;

/** Which fields refer to each model. Models that nothing refers to are not in it. */
export function referrersOf(models: readonly Model[]): ReadonlyMap<string, readonly Referrer[]> {
  const referrers = new Map<string, Referrer[]>();
  for (const { name: from, references } of models) {
    for (const reference of references) {
      const known = referrers.get(reference.model) ?? [];
      referrers.set(reference.model, [...known, { ...reference, from }]);
    }
  }
  return referrers;
}

/**
 * What a deletion has to do so that every reference still names a record: the commands, in an order
 * in which each may happen. The last is the deletion itself.
 *
 * @throws {LithairError} `not_found`, `stale_version`, `still_referenced`, `too_many_items`.
 */
export function planRemoval(
  model: Model,
  views: Views,
  referrers: ReadonlyMap<string, readonly Referrer[]>,
  removal: Removal,
): readonly Command[] {
  // A client that does not know the record as it is need not know what refers to it.
  requireVersion(model, removal.id, views(model.name).get(removal.id), removal.expected);
  const doomed = withCascades(views, referrers, removal);
  const freed: Command[] = [];
  for (const place of doomed.values()) {
    for (const referrer of referrers.get(place.model) ?? []) {
      const left = holders(views, referrer, place.id).filter((other) => !doomed.has(nameOf(other)));
      if (left.length === 0 || referrer.onDelete === 'cascade') continue;
      if (referrer.onDelete === 'restrict') throw stillReferenced(place, referrer, left.length);
      freed.push(...left.map((other) => cleared(other, referrer.field)));
      if (doomed.size + freed.length > WAKE_MAX + 1) throw tooMany(removal);
    }
  }
  const removed = [...doomed.values()].reverse();
  return [...freed, ...removed.slice(0, -1).map(removalOf), removal];
}

/** The record, and all that go with it, by name, in the order in which they were reached. */
function withCascades(
  views: Views,
  referrers: ReadonlyMap<string, readonly Referrer[]>,
  removal: Place,
): ReadonlyMap<string, Place> {
  const doomed = new Map<string, Place>([[nameOf(removal), removal]]);
  // A map gives what is added while it is walked, too.
  for (const place of doomed.values()) {
    for (const referrer of referrers.get(place.model) ?? []) {
      if (referrer.onDelete !== 'cascade') continue;
      for (const other of holders(views, referrer, place.id)) doomed.set(nameOf(other), other);
      if (doomed.size > WAKE_MAX + 1) throw tooMany(removal);
    }
  }
  return doomed;
}

function holders(views: Views, { from, field }: Referrer, id: string): Place[] {
  const ids = views(from).holders(field, id);
  return Array.from(ids, (holder) => ({ model: from, id: holder }));
}

const nameOf = ({ model, id }: Place): string => `${model}/${id}`;

const removalOf = ({ model, id }: Place): Command => ({ kind: 'remove', model, id });

const cleared = ({ model, id }: Place, field: string): Command => {
  return { kind: 'merge', model, id, patch: { [field]: null } };
};

function stillReferenced(place: Place, { from, field }: Referrer, count: number): LithairError {
  const message = `${count} ${from} refer to ${nameOf(place)} by ${field}: delete or change them first`;
  return new LithairError('still_referenced', message, { field });
}

function tooMany(place: Place): LithairError {
  const message = `deleting ${nameOf(place)} would delete or change more than ${WAKE_MAX} other records: do that first`;
  return new LithairError('too_many_items', message);
}
