import { resolveSettings } from '../config/resolve-settings';
import { SETTING_KEYS } from '../config/setting-table';
import type { Environment } from '../environment/environment';
import type { RecordEntry } from '../engine/record-entry';
import { TableBackend } from '../engine/table-backend';
import type { Settings } from '../config/settings';
import { openRuntime } from '../runtime/open-runtime';
import type { Runtime } from '../runtime/runtime';
import { lithair, type Lithair, type LithairOptions } from '../server';
import { REFERENCE_MODELS } from '../reference/models';
import { DATA } from './sample-log';
import type { MemoryDisk } from './memory-disk';
import { testEnvironment } from './test-environment';

/**
 * The whole product on a disk in memory. Settings are taken as they are: a test may want what no
 * user can have, such as a segment of a few events.
 */
export function openNode(
  disk: MemoryDisk,
  options: Partial<LithairOptions> = {},
  environment: Environment = testEnvironment(),
): Promise<Lithair> {
  const ports = { disk, environment, ...options.ports };
  const { settings, origins } = resolveSettings();
  const given = SETTING_KEYS.filter((key) => options[key] !== undefined);
  const wanted = Object.fromEntries(given.map((key) => [key, options[key]]));
  return lithair({
    models: REFERENCE_MODELS,
    ...options,
    settings: { settings: { ...settings, directory: DATA, ...wanted }, origins },
    ports,
  });
}

/** The same without HTTP, for who needs what the layers above have of it. */
export function openRuntimeOn(disk: MemoryDisk, wanted: Partial<Settings>): Promise<Runtime> {
  const ignore = (): void => undefined;
  const { settings } = resolveSettings();
  const options = {
    ...settings,
    directory: DATA,
    ...wanted,
    models: REFERENCE_MODELS,
    events: [],
    views: [],
  };
  return openRuntime(
    { ...options, onFailure: ignore, onReadOnly: ignore, onWritable: ignore },
    {
      ...{ disk, environment: testEnvironment(), backend: () => new TableBackend() },
      ...{ log: (log) => log, replay: (apply) => apply, feed: (tell) => tell },
    },
  );
}

/** Every record of every model, in list order: two nodes with equal states give equal text. */
export function stateOf(node: Lithair): string {
  return node.withState((state) => {
    const models = state.models.map(({ name }) => [
      name,
      state.records(name).page(0, Infinity).map(plain),
    ]);
    return JSON.stringify([state.lastSeq, models]);
  });
}

/** A record may be an object of which only the accessors say what it is. */
export const plain = ({ id, json, version, createdSeq }: RecordEntry): RecordEntry => {
  return { id, json, version, createdSeq };
};
