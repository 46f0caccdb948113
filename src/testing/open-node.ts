import type { Environment } from '../environment/environment';
import { lithair, type Lithair, type LithairOptions } from '../server';
import { REFERENCE_MODELS } from '../reference/models';
import { DATA } from './sample-log';
import type { MemoryDisk } from './memory-disk';
import { testEnvironment } from './test-environment';

/** The whole product on a disk in memory. */
export function openNode(
  disk: MemoryDisk,
  options: Partial<LithairOptions> = {},
  environment: Environment = testEnvironment(),
): Promise<Lithair> {
  const ports = { disk, environment, ...options.ports };
  return lithair({ models: REFERENCE_MODELS, directory: DATA, ...options, ports });
}

/** Every record of every model, in list order: two nodes with equal states give equal text. */
export function stateOf(node: Lithair): string {
  return node.withState((state) => {
    const models = state.models.map(({ name }) => [name, state.records(name).page(0, Infinity)]);
    return JSON.stringify([
      state.lastSeq,
      models.map(([name, entries]) => [name, (entries as object[]).map(plain)]),
    ]);
  });
}

const plain = (entry: object): object => ({ ...entry, position: undefined });
