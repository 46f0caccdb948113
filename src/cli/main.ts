#!/usr/bin/env node
import { Command, CommanderError, type OptionValues } from 'commander';
import { ERROR_CODES } from '../errors/codes';
import { VERSION } from '../version';
import type * as Client from './client';
import type * as Config from './config';
import { exitStatus } from './exit-status';
import { addLogCommands } from './log-commands';
import type * as Serve from './serve';
import { addSchemaCommands } from './schema-commands';
import { addNodeFlags, nodeFlags } from './setting-flags';
import type * as Snapshot from './snapshot';
import type * as Verify from './verify';

/**
 * argv to calls; everything else is elsewhere. Each command loads what it needs when it is called:
 * `verify` needs neither models nor a server, which are half of the time of a start.
 */
const program = new Command('lithair')
  .description('Declare your models: a REST API, state in memory, an event log that never lies.')
  .version(VERSION)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.split('\n', 1)[0] + '\n') });

addNodeFlags(program.command('serve'))
  .description('serve the API until SIGTERM or SIGINT')
  .action((given: OptionValues) => (require('./serve') as typeof Serve).serve(nodeFlags(given)));

addNodeFlags(program.command('config'))
  .description('show what serve would apply with the same flags, and where each value comes from')
  .option('--json', 'one JSON object for machines')
  .action((given: OptionValues) =>
    (require('./config') as typeof Config).config(nodeFlags(given), given),
  );

program
  .command('verify')
  .description('read a data directory without writing, and say whether it is intact')
  .argument('<directory>')
  .option('--anchor <file>', 'anchors that the log must still hold; - for standard input')
  .option('--json', 'one JSON object for machines')
  .action(async (directory: string, flags: Verify.VerifyFlags) => {
    const { verify } = require('./verify') as typeof Verify;
    process.exitCode = await verify(directory, flags);
  });

program
  .command('snapshot')
  .description('take a snapshot of a data directory that no server holds')
  .argument('<directory>')
  .option('--app <file>', 'JavaScript module that exports the models (the reference models)')
  .option('--json', 'one JSON object for machines')
  .action((directory: string, flags: Snapshot.SnapshotFlags) =>
    (require('./snapshot') as typeof Snapshot).snapshot(directory, flags),
  );

program
  .command('client')
  .description('write a TypeScript client of the models, in one file without imports')
  .option('--app <file>', 'JavaScript module that exports the models (the reference models)')
  .option('--out <file>', 'where to write it (standard output)')
  .action((flags: Client.ClientFlags) => (require('./client') as typeof Client).client(flags));

addLogCommands(program);
addSchemaCommands(program);

program.parseAsync().catch((error: unknown) => {
  const isUsage = error instanceof CommanderError;
  if (!isUsage) process.exitCode = exitStatus(error);
  else process.exitCode = error.exitCode === 0 ? 0 : ERROR_CODES.usage.exit;
});
