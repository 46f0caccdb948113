import type { Command } from 'commander';
import type * as Diff from './schema-diff';
import type { SchemaFlags } from './schema-flags';
import type * as History from './schema-history';
import type * as Migrate from './schema-migrate';

const JSON_FLAG = 'one JSON object for machines';
const APP_FLAG = 'JavaScript module that exports the models (the reference models)';
const DATA_FLAG = 'a data directory';

/** The commands that compare what is declared with what is on record. */
export function addSchemaCommands(program: Command): void {
  const schema = program
    .command('schema')
    .description('compare what an application declares with what a data directory has on record');

  schema
    .command('diff')
    .description('say what changed: exit 0 additive, 1 upcasters would run, 78 a start is refused')
    .requiredOption('--data <directory>', DATA_FLAG)
    .option('--app <file>', APP_FLAG)
    .option('--json', JSON_FLAG)
    .action(async (flags: SchemaFlags) => {
      process.exitCode = await (require('./schema-diff') as typeof Diff).schemaDiff(flags);
    });

  schema
    .command('history')
    .description('say since which event each schema holds')
    .requiredOption('--data <directory>', DATA_FLAG)
    .option('--json', JSON_FLAG)
    .action((flags: SchemaFlags) =>
      (require('./schema-history') as typeof History).schemaHistory(flags),
    );

  schema
    .command('migrate')
    .description('bring a directory that no server holds to the declared schema')
    .requiredOption('--data <directory>', DATA_FLAG)
    .option('--app <file>', APP_FLAG)
    .option(
      '--dry-run',
      'run all upcasters over the whole log and write nothing; exit 78 on a misfit',
    )
    .option('--json', JSON_FLAG)
    .action(async (flags: Migrate.MigrateFlags) => {
      process.exitCode = await (require('./schema-migrate') as typeof Migrate).schemaMigrate(flags);
    });
}
