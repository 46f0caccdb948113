import { LithairError } from '../errors/lithair-error';
import { nodeDisk } from '../storage/disk/node-disk';
import { withFile } from '../storage/disk/with-file';
import { parseAnchors, type Anchor } from '../storage/log/anchor';

/**
 * The anchors of a file, or of standard input for `-`.
 * @throws {LithairError} `usage`: there is no such file, or it holds something else.
 */
export async function readAnchors(file: string): Promise<Anchor[]> {
  if (file === '-') return parseAnchors(await standardInput(), 'standard input');
  return parseAnchors(await textOf(file), file);
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function textOf(file: string): Promise<string> {
  try {
    return await withFile(nodeDisk, file, async (opened) => {
      const bytes = Buffer.alloc(await opened.size());
      return bytes.toString('utf8', 0, await opened.read(bytes, 0));
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LithairError('usage', `the anchors cannot be read: ${reason}`);
  }
}
