import type { VersionOf } from '../../engine/schema/upcast';
import type { Schema } from '../../model/schema/model-schema';
import type { Disk } from '../../storage/disk/disk';
import type { LogHeader } from '../../storage/log/segment-header';
import { describeSegments } from '../../storage/tools/describe-segments';

/** What a stretch of the log was written under. */
export interface RecordedSchema {
  /** First event of the stretch, which may not be written yet. */
  readonly fromSeq: number;
  /** When it was begun: ISO 8601. */
  readonly since: string;
  /** `undefined`: it was written before there was any. */
  readonly schema: Schema | undefined;
  readonly versionOf: VersionOf;
}

/** What a header says of the models whose events follow it. */
export const schemaIn = ({ schema }: Pick<LogHeader, 'schema'>): Schema | undefined =>
  schema as Schema | undefined;

/** The versions that a header gives. What was written before there were schemas counts as 1. */
export const versionsIn = (header: Pick<LogHeader, 'schema'>): VersionOf => {
  const schema = schemaIn(header);
  return (model) => (schema === undefined ? 1 : schema[model]?.version);
};

/** What each segment of a log was written under, oldest first; headers that are damaged are not. */
export async function recordedSchemas(
  disk: Disk,
  directory: string,
): Promise<readonly RecordedSchema[]> {
  const { segments } = await describeSegments(disk, directory);
  return segments.flatMap(({ header }): RecordedSchema[] => {
    if (typeof header === 'string') return [];
    const { base_seq: base, created_at: since } = header;
    const schema = schemaIn(header);
    return [{ fromSeq: base + 1, since, schema, versionOf: versionsIn(header) }];
  });
}
