import path from 'node:path';
import type { Disk } from './disk';

/** What a file is called until it is whole. */
export const besideName = (file: string): string => `${file}.tmp`;

/** Synced in pieces: much unsynced data would have to reach the disk before the log's next sync. */
const SYNC_BYTES = 1024 * 1024;

/**
 * Makes a new file, or replaces one: written beside, synced, renamed, directory synced. A crash or
 * a power cut leaves the old file (or none) or the whole new one.
 * @param content the bytes, or chunks of them that are made one by one as they are written.
 */
export async function createDurably(
  disk: Disk,
  file: string,
  content: Uint8Array | Generator<Uint8Array>,
): Promise<void> {
  const beside = besideName(file);
  try {
    await writeNew(disk, beside, content);
    await disk.rename(beside, file);
  } catch (error) {
    // A disk that is full must not be left fuller.
    await disk.remove(beside).catch(() => undefined);
    throw error;
  }
  await disk.syncDirectory(path.dirname(file));
}

async function writeNew(
  disk: Disk,
  file: string,
  content: Uint8Array | Generator<Uint8Array>,
): Promise<void> {
  const opened = await disk.create(file);
  try {
    let position = 0;
    let unsynced = 0;
    for (const chunk of content instanceof Uint8Array ? [content] : content) {
      await opened.write(chunk, position);
      position += chunk.length;
      unsynced += chunk.length;
      if (unsynced < SYNC_BYTES) continue;
      await opened.sync();
      unsynced = 0;
    }
    await opened.sync();
  } finally {
    await opened.close();
  }
}
