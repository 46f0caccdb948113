import path from 'node:path';
import type { MemoryDisk, Operation } from '../memory-disk';

export const FAULT_CODES = [
  'EIO',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EMFILE',
  'EROFS',
  'EINTR',
] as const;
export const FAULT_SPANS = ['once', 'this operation for ever', 'everything for ever'] as const;

/** Which operation of a run fails, with what, and for how long. */
export interface Fault {
  /** Position among the operations of the run, from 1; 0 is none. */
  readonly at: number;
  readonly code: (typeof FAULT_CODES)[number];
  readonly span: (typeof FAULT_SPANS)[number];
}

/** An operation that was asked for: what it was, and whether it failed. */
export interface Asked {
  readonly operation: Operation;
  readonly file: string;
  readonly failed: boolean;
}

/**
 * Makes a disk fail as planned.
 * @param options `base` is a disk that is not well to begin with: it gives the code of what fails
 * anyway; `turns` says how many turns of the event loop an operation takes, so that some overlap.
 * @returns every operation that is asked from here on, in order.
 */
export function failDisk(
  disk: MemoryDisk,
  fault: Fault,
  {
    base = () => undefined,
    turns = () => 0,
  }: {
    readonly base?: (operation: Operation, file: string) => string | undefined;
    readonly turns?: () => number;
  } = {},
): readonly Asked[] {
  const asked: Asked[] = [];
  let target: Operation | undefined;
  const isStruck = (operation: Operation): boolean => {
    if (fault.at === 0 || asked.length + 1 < fault.at) return false;
    target ??= operation;
    if (asked.length + 1 === fault.at) return true;
    return (
      fault.span === 'everything for ever' ||
      (fault.span === 'this operation for ever' && operation === target)
    );
  };
  disk.faults = async (operation, file) => {
    const code = isStruck(operation) ? fault.code : base(operation, file);
    asked.push({ operation, file: path.basename(file), failed: code !== undefined });
    for (let turn = turns(); turn > 0; turn -= 1)
      await new Promise((resolve) => setImmediate(resolve));
    if (code === undefined) return;
    throw Object.assign(new Error(`${code}: injected, ${operation}`), { code });
  };
  return asked;
}

/**
 * The first sync of a file that was asked for after one of the same file had failed. Creating,
 * replacing or removing a file makes it another one.
 */
export function retriedSync(asked: readonly Asked[]): string | undefined {
  const failed = new Set<string>();
  for (const { operation, file, failed: hasFailed } of asked) {
    if (operation === 'create' || operation === 'rename' || operation === 'remove')
      failed.delete(file);
    if (operation !== 'sync') continue;
    if (failed.has(file)) return file;
    if (hasFailed) failed.add(file);
  }
  return undefined;
}
