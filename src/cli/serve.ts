import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logger } from 'pino';
import { readEnvironment } from '../config/read-environment';
import { DEFAULTS, type Settings } from '../config/settings';
import { LithairError } from '../errors/lithair-error';
import { REFERENCE_MODELS } from '../reference/models';
import { lithair, type Lithair, type LithairOptions } from '../server';
import { makeLogger } from './logger';
import { showProgress } from './progress';

export interface ServeFlags {
  readonly host?: string;
  readonly port?: number;
  readonly data?: string;
  readonly durability?: Settings['durability'];
  readonly app?: string;
}

/** What a module named by `--app` exports by default. */
type App = Pick<LithairOptions, 'models' | 'routes' | 'ports'>;

/** A disk that failed is answered within this time, then the process ends. */
const FAILURE_EXIT_MS = 500;

/**
 * `lithair serve`: runs until a signal.
 * @throws {LithairError} what stops the start.
 */
export async function serve(flags: ServeFlags): Promise<void> {
  const settings = { ...DEFAULTS, ...readEnvironment(process.env), ...settingsOf(flags) };
  const logger = makeLogger(settings.logLevel);
  const progress = showProgress('replaying the log', process.stderr);
  const app = await lithair({
    ...settings,
    ...(await loadApp(flags.app)),
    onFailure: (error) => endAfterFailure(logger, error),
    onFault: (error) => logger.error({ err: error }, 'a request met a fault of the server'),
    onReplayProgress: (done, total) => progress.update(done, total),
  });
  progress.stop();
  reportRecovery(logger, app);
  const { address, port, family } = await app.listen().catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  const host = family === 'IPv6' ? `[${address}]` : address;
  stopOnSignals(logger, app);
  process.stdout.write(`lithair listening on http://${host}:${port}\n`);
  logger.info(
    { host, port, directory: settings.directory, durability: settings.durability },
    'ready',
  );
}

function settingsOf({ host, port, data, durability }: ServeFlags): Partial<Settings> {
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(data === undefined ? {} : { directory: data }),
    ...(durability === undefined ? {} : { durability }),
  };
}

async function loadApp(file: string | undefined): Promise<App> {
  if (file === undefined) return { models: REFERENCE_MODELS };
  let loaded: { default?: Partial<App> };
  try {
    loaded = (await import(pathToFileURL(path.resolve(file)).href)) as { default?: Partial<App> };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LithairError('usage', `cannot load ${file}: ${reason.split('\n', 1)[0]}`, {}, error);
  }
  // A CommonJS module arrives one `default` deeper.
  const app = (loaded.default as { default?: Partial<App> } | undefined)?.default ?? loaded.default;
  if (!Array.isArray(app?.models)) {
    throw new LithairError('usage', `${file} must export default { models: [defineModel(…), …] }`);
  }
  return app as App;
}

function reportRecovery(logger: Logger, { recovered }: Lithair): void {
  const { torn, end } = recovered;
  if (torn !== undefined) {
    const { offset, bytes, copy, reason } = torn;
    const message = 'a torn tail was set aside and cut; nothing acknowledged was in it';
    logger.warn({ offset, bytes, copy, reason }, message);
  }
  logger.info({ seq: end.seq, bytes: end.offset }, 'the log is replayed');
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
