import { sayDifference } from '../model/schema/say-difference';
import { schemaHistory as read, type PastSchema } from '../runtime/schema/schema-history';
import { nodeDisk } from '../storage/disk/node-disk';
import type { SchemaFlags } from './schema-flags';
import { writeOut } from './write-out';

/**
 * `lithair schema history`: the schemas of a log, oldest first.
 * @throws {LithairError} see `schemaHistory`.
 */
export async function schemaHistory({ data: directory, json }: SchemaFlags): Promise<void> {
  const schemas = await read({ disk: nodeDisk, directory });
  const text = json === true ? JSON.stringify({ schemas }) : schemas.flatMap(linesOf).join('\n');
  await writeOut(`${text}\n`);
}

function linesOf({ from_seq, since, models, differences }: PastSchema): string[] {
  const versions = Object.entries(models ?? {}).map(([name, version]) => `${name} ${version}`);
  const what =
    models === null ? 'not recorded, version 1 is taken for granted' : versions.join(', ');
  const head = `from event ${from_seq}, ${since}: ${what}`;
  return [head, ...differences.map((one) => `  ${sayDifference(one)}`)];
}
