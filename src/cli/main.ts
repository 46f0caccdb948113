#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ERROR_CODES } from '../errors/codes';
import { LithairError } from '../errors/lithair-error';
import { DURABILITIES } from '../storage/event-log';
import { VERSION } from '../version';
import { serve, type ServeFlags } from './serve';
import { verify } from './verify';

/** argv to calls; everything else is elsewhere. */
const program = new Command('lithair')
  .description('Declare your models: a REST API, state in memory, an event log that never lies.')
  .version(VERSION)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.split('\n', 1)[0] + '\n') });

program
  .command('serve')
  .description('serve the API until SIGTERM or SIGINT')
  .option('--host <address>', 'address to listen on (127.0.0.1)')
  .option('--port <number>', 'port to listen on, 0 to pick one (3000)', port)
  .option('--data <directory>', 'data directory, made when there is none (./data)')
  .addOption(
    new Option('--durability <level>', 'what an acknowledged write survives (disk)').choices(
      DURABILITIES,
    ),
  )
  .option('--app <file>', 'JavaScript module that exports the models (the reference models)')
  .action((flags: ServeFlags) => serve(flags));

program
  .command('verify')
  .description('read a data directory without writing, and say whether it is intact')
  .argument('<directory>')
  .option('--json', 'one JSON object for machines')
  .action(async (directory: string, flags: { json?: boolean }) => {
    process.exitCode = await verify(directory, flags);
  });

function port(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (value <= 65_535) return value;
  throw new InvalidArgumentError('a whole number from 0 to 65535 is expected');
}

/** One clear line and a sysexits code; the stack of a bug, which is ours to read. */
function exitStatus(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ERROR_CODES.usage.exit;
  if (error instanceof LithairError) {
    process.stderr.write(`lithair: ${error.message} [${error.code}]\n`);
    return error.exit;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined) {
    process.stderr.write(`lithair: ${message} [disk_failed]\n`);
    return ERROR_CODES.disk_failed.exit;
  }
  process.stderr.write(
    `lithair: a bug: ${error instanceof Error ? (error.stack ?? message) : String(error)}\n`,
  );
  return ERROR_CODES.internal.exit;
}

program.parseAsync().catch((error: unknown) => {
  process.exitCode = exitStatus(error);
});
