import { resolveSettings } from '../config/resolve-settings';
import { ERROR_CODES } from '../errors/codes';
import { LithairError } from '../errors/lithair-error';
import { sayDifference } from '../model/schema/say-difference';
import type { EvolutionReport } from '../runtime/schema/evolution-report';
import { sayMisfit } from '../runtime/schema/misfits';
import { rehearse, type Rehearsal } from '../runtime/schema/rehearse';
import { lithair } from '../server';
import { nodeDisk } from '../storage/disk/node-disk';
import { formOf } from '../storage/log/segment-header';
import { activeHeader, contentOf } from '../storage/recovery/data-directory';
import { loadApp, type App } from './load-app';
import type { SchemaFlags } from './schema-flags';
import { counted, showReport } from './show-report';

export interface MigrateFlags extends SchemaFlags {
  readonly dryRun?: boolean;
}

type OnProgress = (done: number, total: number) => void;

/**
 * `lithair schema migrate`: what a start with this application would do about its schema, without
 * serving it; or what it would find, without writing anything.
 * @returns the exit status: 78 when a rehearsal found records that do not fit.
 * @throws {LithairError} as a start does; `directory_locked` unless it is a rehearsal.
 */
export async function schemaMigrate(flags: MigrateFlags): Promise<number> {
  const { data: directory, dryRun = false } = flags;
  const app = await loadApp(flags.app);
  if ((await contentOf(nodeDisk, directory)) === 'empty')
    throw new LithairError('not_a_data_directory', `${directory} holds no log`);
  const place = { disk: nodeDisk, directory };
  const { misfits } = await showReport(
    'replaying the log',
    flags,
    async (onProgress) => ({
      dry_run: dryRun,
      ...(dryRun
        ? await rehearse(place, app, onProgress)
        : { ...(await migrated(directory, app, onProgress)), misfits: 0, first_misfits: [] }),
    }),
    (report) => textOf(directory, report),
  );
  return misfits === 0 ? 0 : ERROR_CODES.migration_failed.exit;
}

/** A start and a stop: nothing else changes, the log stays in its form. */
async function migrated(
  directory: string,
  app: App,
  onReplayProgress: OnProgress,
): Promise<EvolutionReport> {
  const header = await activeHeader(nodeDisk, directory);
  const flags = { directory, snapshotEvery: 0, ...(header && formOf(header)) };
  const settings = resolveSettings({ options: app, environment: process.env, flags });
  const node = await lithair({ ...app, settings, onReplayProgress });
  await node.close();
  return node.evolution;
}

function textOf(
  directory: string,
  { kind, differences, models, misfits, first_misfits, dry_run }: Rehearsal & { dry_run: boolean },
): string {
  const would = dry_run ? 'would be' : 'are';
  const lines = differences.map((one) => `  ${sayDifference(one)}`);
  for (const { model, from, to, records, migrated } of models)
    lines.push(
      `  ${model}: version ${from} to ${to}, ${migrated} of ${counted(records, 'record')} ${would} made anew`,
    );
  for (const misfit of first_misfits) lines.push(`  does not fit: ${sayMisfit(misfit)}`);
  if (misfits > first_misfits.length)
    lines.push(`  does not fit: ${misfits - first_misfits.length} more`);
  return [`${directory}: ${verdictOf(kind, misfits, dry_run)}`, ...lines].join('\n');
}

function verdictOf(kind: EvolutionReport['kind'], misfits: number, isDry: boolean): string {
  if (kind === 'none') return 'nothing to migrate';
  if (misfits > 0) return `a start would be refused, ${counted(misfits, 'record')} would not fit`;
  return isDry ? 'all that is on record would fit' : 'the declared schema is recorded';
}
