import { nodeDisk } from '../storage/disk/node-disk';
import { lastAnchor } from '../storage/tools/last-anchor';
import { writeOut } from './write-out';

/**
 * `lithair anchor`: one JSON line that names the chain up to now, to be kept elsewhere.
 * @throws {LithairError} see `lastAnchor`.
 */
export async function anchor(directory: string): Promise<void> {
  await writeOut(`${JSON.stringify(await lastAnchor(nodeDisk, directory))}\n`);
}
