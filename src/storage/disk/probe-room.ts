import type { Disk } from './disk';

/**
 * Looks for room in the only way that cannot lie: writes `bytes` in a scratch file, syncs them, and
 * takes the file away again.
 *
 * @param at where in the file: as far as the file that needs the room, so that a limit on the size
 * of a file is met as well. What stands before is a hole and takes no room.
 * @throws the system's error, as a write would.
 */
export async function probeRoom(
  disk: Disk,
  scratch: string,
  { at, bytes }: { readonly at: number; readonly bytes: number },
): Promise<void> {
  const file = await disk.create(scratch);
  try {
    await file.write(Buffer.alloc(bytes, 0x20), at);
    await file.sync();
  } finally {
    await file.close();
    await disk.remove(scratch);
  }
}
