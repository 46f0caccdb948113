import { LithairError } from '../../errors/lithair-error';
import { compareSchemas, type Difference } from '../../model/schema/compare-schemas';
import { contentOf } from '../../storage/recovery/data-directory';
import type { ReadPlace } from './find-evolution';
import { recordedSchemas } from './recorded-schemas';

/** A schema, and what it changed. */
export interface PastSchema {
  /** The first event that is written under it, or will be. */
  readonly from_seq: number;
  /** When it was declared: ISO 8601. */
  readonly since: string;
  /** Version of each model; `null` where events were written before there were schemas. */
  readonly models: Readonly<Record<string, number>> | null;
  readonly differences: readonly Difference[];
}

/**
 * The schemas that a log was written under, oldest first, as far back as the log goes. No record is
 * read; the log may be in use.
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`.
 */
export async function schemaHistory({
  disk,
  directory,
}: ReadPlace): Promise<readonly PastSchema[]> {
  if ((await contentOf(disk, directory)) === 'empty')
    throw new LithairError('not_a_data_directory', `${directory} holds no log`);
  const history: PastSchema[] = [];
  let before: string | undefined;
  let known = {};
  for (const { fromSeq, since, schema } of await recordedSchemas(disk, directory)) {
    const text = JSON.stringify(schema ?? null);
    if (text === before) continue;
    const versions = Object.entries(schema ?? {}).map(([name, { version }]) => [name, version]);
    history.push({
      from_seq: fromSeq,
      since,
      models:
        schema === undefined ? null : (Object.fromEntries(versions) as Record<string, number>),
      differences: schema === undefined ? [] : compareSchemas(known, schema),
    });
    before = text;
    known = schema ?? {};
  }
  return history;
}
