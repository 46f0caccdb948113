import { chainFrom } from '../../engine/schema/upcast';
import { LithairError } from '../../errors/lithair-error';
import { eventTypesOf } from '../../model/event-types';
import type { Model } from '../../model/model';
import { compareSchemas } from '../../model/schema/compare-schemas';
import {
  judgeEvolution,
  takesEventsAway,
  type Evolution,
} from '../../model/schema/judge-evolution';
import { schemaOf, type Schema } from '../../model/schema/model-schema';
import type { StoragePlace } from '../../storage/log/file-storage';
import { LogWalk } from '../../storage/log/log-walk';
import { activeHeader } from '../../storage/recovery/data-directory';
import { recordedSchemas } from './recorded-schemas';

/** A directory that is read. */
export type ReadPlace = Pick<StoragePlace, 'disk' | 'directory'>;

/**
 * How what is declared stands to what a directory has on record. Of most directories one header is
 * read; of those with a model above version 1 the headers of all segments, since an upcaster that
 * is missing must be missed at once, not when a snapshot is lost. Writes nothing.
 */
export async function findEvolution(
  place: ReadPlace,
  models: readonly Model[],
): Promise<Evolution> {
  const header = await activeHeader(place.disk, place.directory);
  if (header === undefined) return { kind: 'none', differences: [], raised: [] };
  const stored = header.schema as Schema | undefined;
  const unused = stored === undefined ? new Set<string>() : await unusedIn(place, stored, models);
  const evolution = judgeEvolution(stored, models, unused);
  if (evolution.kind === 'refused' || models.every(({ version }) => version === 1))
    return evolution;
  const message = await missingLink(place, models);
  if (message === undefined) return evolution;
  return { ...evolution, kind: 'refused', refusal: { code: 'schema_changed', message } };
}

/**
 * The same, for whoever cannot go on.
 * @throws {LithairError} `schema_changed`, `unknown_event_type`.
 */
export async function requireEvolution(
  place: ReadPlace,
  models: readonly Model[],
): Promise<Evolution> {
  const evolution = await findEvolution(place, models);
  const { refusal } = evolution;
  if (refusal === undefined) return evolution;
  throw new LithairError(refusal.code, `${place.directory}: ${refusal.message}`);
}

/** Models that are not declared any more, and of which the log has no event. */
async function unusedIn(
  { disk, directory }: ReadPlace,
  stored: Schema,
  models: readonly Model[],
): Promise<ReadonlySet<string>> {
  const gone = compareSchemas(stored, schemaOf(models)).filter(takesEventsAway);
  const unused = new Set(gone.map(({ model }) => model));
  if (unused.size === 0) return unused;
  const owners = new Map(
    [...unused].flatMap((model) =>
      Object.values(eventTypesOf(stored[model]?.singular ?? '')).map(
        (type) => [type as string, model] as const,
      ),
    ),
  );
  const onEvent = ({ type }: { readonly type: string }): void =>
    void unused.delete(owners.get(type) ?? '');
  await new LogWalk(disk, directory, { onEvent }).run();
  return unused;
}

/** The first upcaster that some segment needs and nobody gave. */
async function missingLink(
  { disk, directory }: ReadPlace,
  models: readonly Model[],
): Promise<string | undefined> {
  const recorded = await recordedSchemas(disk, directory);
  for (const { versionOf } of recorded) {
    for (const model of models) {
      try {
        chainFrom(model, versionOf(model.name) ?? model.version);
      } catch (error) {
        return (error as Error).message;
      }
    }
  }
  return undefined;
}
