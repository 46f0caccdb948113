import type { Disk, DiskFile } from './disk';

/** Opens a file for reading, and closes it whatever happens. */
export async function withFile<R>(
  disk: Disk,
  file: string,
  use: (file: DiskFile) => Promise<R>,
): Promise<R> {
  const opened = await disk.open(file, 'read');
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}
