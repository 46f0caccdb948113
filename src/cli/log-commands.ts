import { InvalidArgumentError, type Command } from 'commander';
import type * as Anchor from './anchor';
import type * as Backup from './backup';
import type * as Compact from './compact';
import { eventBound } from './event-bound';
import type * as Inspect from './inspect';
import type * as Repair from './repair';
import type * as Restore from './restore';
import type { ReportFlags } from './show-report';

const JSON_FLAG = 'one JSON object for machines';

/** The commands that read and write logs without a server, each loaded when it is called. */
export function addLogCommands(program: Command): void {
  addReaders(program);
  addWriters(program);
}

function addReaders(program: Command): void {
  program
    .command('inspect')
    .description('print the events of a data directory as JSON lines; it may be in use')
    .argument('<directory>')
    .option('--model <name>', 'events of this model: article')
    .option('--id <id>', 'events of the record with this identifier')
    .option('--from <seq|time>', 'the first event: a sequence number, or a time', eventBound)
    .option('--to <seq|time>', 'the last event', eventBound)
    .option('--limit <number>', 'at most so many events', count)
    .option('--header', 'what the segments and the head say of themselves instead of events')
    .option('--json', 'the output is JSON in any case')
    .action((...given: Parameters<typeof Inspect.inspect>) =>
      (require('./inspect') as typeof Inspect).inspect(...given),
    );

  program
    .command('anchor')
    .description('print what names a chained log up to now, to be kept elsewhere')
    .argument('<directory>', 'a data directory, which may be in use')
    .option('--json', 'the output is JSON in any case')
    .action((...given: Parameters<typeof Anchor.anchor>) =>
      (require('./anchor') as typeof Anchor).anchor(...given),
    );
}

function addWriters(program: Command): void {
  program
    .command('backup')
    .description('copy a log, which may be in use; run again, only what is new is added')
    .argument('<directory>', 'a data directory')
    .argument('<destination>', 'where the backup is, or will be; a data directory too')
    .option('--json', JSON_FLAG)
    .action((...given: Parameters<typeof Backup.backup>) =>
      (require('./backup') as typeof Backup).backup(...given),
    );

  program
    .command('restore')
    .description('make a new data directory out of a backup')
    .argument('<backup>', 'a backup, or any data directory')
    .argument('<directory>', 'an empty directory, or one that is not there yet')
    .option('--to <seq|time>', 'the last event wanted: a sequence number, or a time', eventBound)
    .option('--json', JSON_FLAG)
    .action((...given: Parameters<typeof Restore.restore>) =>
      (require('./restore') as typeof Restore).restore(...given),
    );

  program
    .command('compact')
    .description('put away the part of a log that two snapshots cover; no server may hold it')
    .argument('<directory>', 'a data directory')
    .option('--archive', 'into archive/ in the directory: what is done unless told otherwise')
    .option('--delete', 'for good, as far as idempotency keys are not in it')
    .option('--dry-run', 'say what would be done, and write nothing')
    .option('--json', JSON_FLAG)
    .action((...given: Parameters<typeof Compact.compact>) =>
      (require('./compact') as typeof Compact).compact(...given),
    );

  program
    .command('repair')
    .description('write what is whole of a damaged log into a new directory; exit 65 on a loss')
    .argument('<directory>', 'the damaged data directory: it is only read')
    .argument('<new-directory>', 'an empty directory, or one that is not there yet')
    .option('--json', JSON_FLAG)
    .action(async (directory: string, newDirectory: string, flags: ReportFlags) => {
      const { repair } = require('./repair') as typeof Repair;
      process.exitCode = await repair(directory, newDirectory, flags);
    });
}

function count(text: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('a whole number above 0 is expected');
}
