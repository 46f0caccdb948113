import type { Logger } from 'pino';
import { resolveSettings, type GivenSettings } from '../config/resolve-settings';
import { LithairError } from '../errors/lithair-error';
import { sayDifference } from '../model/schema/say-difference';
import type { CompactionReport } from '../storage/compaction/compact';
import type { SnapshotHeader } from '../storage/snapshot/snapshot-format';
import { lithair, type Lithair, type LithairOptions } from '../server';
import type { App } from './load-app';
import { makeLogger } from './logger';
import { showProgress } from './progress';

const CLOCK_HELD =
  'the wall clock jumped ahead by more than a day and is not followed: set it right, or restart to confirm it';

/** A disk that failed is answered within this time, then the process ends. */
const FAILURE_EXIT_MS = 500;

/**
 * Serves an application until a signal: what `lithair serve` does, with JSON logs on standard error
 * and a ready line on standard output. Variables override the settings of the application, flags
 * both.
 * @throws {LithairError} what stops the start.
 */
export async function serveApp(options: App, flags: GivenSettings = {}): Promise<void> {
  const resolved = resolveSettings({ options, environment: process.env, flags });
  const { profile, directory, durability, logLevel, logVerbose } = resolved.settings;
  const logger = makeLogger(logLevel);
  const progress = showProgress('replaying the log', process.stderr);
  const snapshotsOf = snapshotsOnSignal(logger);
  const app = await lithair({
    ...options,
    settings: resolved,
    ...(logVerbose ? { onAcknowledged: verboseLines(logger) } : {}),
    onFailure: (error) => endAfterFailure(logger, error),
    onReadOnly: (reason) =>
      logger.warn({ code: reason.code, err: reason }, 'no room on the disk: read-only'),
    onWritable: () => logger.info('there is room on the disk again: writes are taken'),
    onFault: (error) => logger.error({ err: error }, 'a request met a fault of the server'),
    onCacheMiss: (file, reason) =>
      logger.warn({ file, reason }, 'a cache is missing: nothing is lost, a start takes longer'),
    onReplayProgress: (done, total) => progress.update(done, total),
    onSnapshot: (result) => reportSnapshot(logger, result),
    onCompaction: (result) => reportCompaction(logger, result),
    onSnapshotRejected: (file, reason, aside) =>
      logger.warn({ file, reason, aside }, 'a snapshot is not whole: the one before is used'),
    onClockHold: (aheadMs) => logger.warn({ aheadMs }, CLOCK_HELD),
  });
  progress.stop();
  snapshotsOf(app);
  reportRecovery(logger, app);
  reportEvolution(logger, app);
  const { address, port, family } = await app.listen().catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  const host = family === 'IPv6' ? `[${address}]` : address;
  stopOnSignals(logger, app);
  process.stdout.write(`lithair listening on http://${host}:${port}\n`);
  logger.info({ host, port, directory, profile, durability }, 'ready');
}

/** Whoever asks for these lines gets them, whatever the level of the other lines. */
function verboseLines(logger: Logger): NonNullable<LithairOptions['onAcknowledged']> {
  const verbose = logger.child({}, { level: 'debug' });
  return ({ type, aggregateId: id, seq }) => verbose.debug({ type, id, seq }, 'acknowledged');
}

function reportRecovery(logger: Logger, { recovered, recovery }: Lithair): void {
  const { torn, end } = recovered;
  const { snapshot_seq, events, ms } = recovery;
  if (torn !== undefined) {
    const { offset, bytes, copy, reason } = torn;
    const message = 'a torn tail was set aside and cut; nothing acknowledged was in it';
    logger.warn({ offset, bytes, copy, reason }, message);
  }
  logger.info({ seq: end.seq, snapshot_seq, events, ms }, 'the state is restored');
}

/** Says what a start did about a declaration that is not the one on record. */
function reportEvolution(logger: Logger, { evolution }: Lithair): void {
  const { kind, differences, models } = evolution;
  if (kind === 'none' || (differences.length === 0 && models.length === 0)) return;
  const changes = differences.map(sayDifference);
  const said = kind === 'migration' ? 'records were migrated' : 'what is on record fits';
  logger.info({ kind, changes, models }, `the schema changed: ${said}, the new one is recorded`);
}

function reportSnapshot(logger: Logger, result: SnapshotHeader | Error): void {
  if (result instanceof Error) logger.warn({ err: result }, 'no snapshot could be taken');
  else logger.info({ seq: result.seq }, 'a snapshot was taken');
}

function reportCompaction(logger: Logger, result: CompactionReport | Error): void {
  if (result instanceof Error) logger.warn({ err: result }, 'the log could not be compacted');
  else logger.info({ ...result }, 'the log was compacted');
}

/**
 * SIGUSR2 asks for a snapshot. Before there is a state it is refused: Node's default would end the
 * process.
 * @returns takes the node, once there is one.
 */
function snapshotsOnSignal(logger: Logger): (app: Lithair) => void {
  let node: Lithair | undefined;
  process.on('SIGUSR2', () => {
    if (node === undefined) logger.warn('no snapshot: the state is not restored yet');
    else node.snapshot().catch(() => undefined);
  });
  return (app) => {
    node = app;
  };
}

function stopOnSignals(logger: Logger, app: Lithair): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, 'stopping: not ready, draining');
    app.close().then(
      () => {
        logger.info('stopped: everything is on disk');
        process.exit(0);
      },
      (error: unknown) => exitOn(logger, error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => undefined);
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'a bug: nothing more is written');
    process.exit(70);
  });
}

function endAfterFailure(logger: Logger, error: LithairError): void {
  logger.fatal(
    { code: error.code, err: error },
    'the disk failed: nothing is acknowledged any more',
  );
  setTimeout(() => process.exit(error.exit), FAILURE_EXIT_MS);
}

function exitOn(logger: Logger, error: unknown): never {
  logger.fatal({ err: error }, 'stopped, but not cleanly');
  process.exit(error instanceof LithairError ? error.exit : 70);
}
