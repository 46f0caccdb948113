import { resolveSettings } from '../config/resolve-settings';
import { LithairError } from '../errors/lithair-error';
import { lithair } from '../server';
import { loadApp } from './load-app';
import { nodeDisk } from '../storage/disk/node-disk';
import { formOf } from '../storage/log/segment-header';
import { activeHeader, contentOf } from '../storage/recovery/data-directory';
import { showProgress } from './progress';

export interface SnapshotFlags {
  readonly app?: string;
  readonly json?: boolean;
}

/**
 * `lithair snapshot`: takes a snapshot of a directory that no server holds; a running server takes
 * one at SIGUSR2.
 * @throws {LithairError} as a start does; `not_a_data_directory` when there is no log.
 */
export async function snapshot(directory: string, flags: SnapshotFlags): Promise<void> {
  const progress = showProgress('replaying the log', process.stderr);
  const options = await loadApp(flags.app);
  if ((await contentOf(nodeDisk, directory)) === 'empty')
    throw new LithairError('not_a_data_directory', `${directory} holds no log`);
  // Whoever takes a snapshot changes nothing else: the log stays in its form.
  const header = await activeHeader(nodeDisk, directory);
  const asked = { directory, snapshotEvery: 0, ...(header && formOf(header)) };
  const app = await lithair({
    ...options,
    settings: resolveSettings({ options, environment: process.env, flags: asked }),
    onReplayProgress: (done, total) => progress.update(done, total),
  });
  progress.stop();
  try {
    const { seq, sections } = await app.snapshot();
    const records = sections.reduce((sum, section) => sum + section.records, 0);
    const report = { file: 'state.raftsnap', seq, records };
    const text = `${directory}: a snapshot of ${records} records at event ${seq}`;
    process.stdout.write(`${flags.json === true ? JSON.stringify(report) : text}\n`);
  } finally {
    await app.close();
  }
}
