import { LithairError } from '../errors/lithair-error';
import { ERROR_CODES } from '../errors/codes';
import { sayDifference } from '../model/schema/say-difference';
import { findEvolution } from '../runtime/schema/find-evolution';
import { nodeDisk } from '../storage/disk/node-disk';
import { contentOf } from '../storage/recovery/data-directory';
import { loadApp } from './load-app';
import type { SchemaFlags } from './schema-flags';
import { writeOut } from './write-out';

/** Of an evolution that a start brings about by upcasters. */
const EXIT_MIGRATION = 1;

/**
 * `lithair schema diff`: what a start would find changed. Writes nothing; the log may be in use.
 * @returns the exit status: 0 when a start takes it as it is, 1 when it runs upcasters, 78 when it
 * refuses.
 * @throws {LithairError} `not_a_data_directory`, `unsupported_format`, `usage`, `invalid_model`.
 */
export async function schemaDiff({ data: directory, app, json }: SchemaFlags): Promise<number> {
  const { models } = await loadApp(app);
  if ((await contentOf(nodeDisk, directory)) === 'empty')
    throw new LithairError('not_a_data_directory', `${directory} holds no log`);
  const found = await findEvolution({ disk: nodeDisk, directory }, models);
  const { kind, differences, raised, refusal } = found;
  const lines = [
    ...differences.map((one) => `${one.kind.padEnd(8)}  ${sayDifference(one)}`),
    `${directory}: ${VERDICTS[kind]}${refusal === undefined ? '' : `: ${refusal.message}`}`,
  ];
  const report = { kind, differences, raised, refusal: refusal?.message ?? null };
  await writeOut(`${json === true ? JSON.stringify(report) : lines.join('\n')}\n`);
  if (kind === 'refused') return ERROR_CODES.schema_changed.exit;
  return kind === 'migration' ? EXIT_MIGRATION : 0;
}

const VERDICTS = {
  none: 'the declared schema is the one on record',
  additive: 'a start records the declared schema, what is on record fits it',
  migration: 'a start migrates what is on record by upcasters',
  refused: 'a start is refused',
};
