import type { Disk, DiskFile } from '../storage/disk/disk';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A disk whose writes arrive in pieces, a turn of the event loop apart: what another process may
 * see of a log that is in use.
 */
export function tornWrites(disk: Disk, pieces = 3): Disk {
  const torn = (file: DiskFile): DiskFile => ({
    size: () => file.size(),
    read: (target, position) => file.read(target, position),
    write: async (bytes, position) => {
      const step = Math.ceil(bytes.length / pieces);
      for (let at = 0; at < bytes.length; at += step) {
        await file.write(bytes.subarray(at, at + step), position + at);
        await turn();
      }
    },
    sync: () => file.sync(),
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
  });
  return {
    entries: (directory) => disk.entries(directory),
    makeDirectory: (directory) => disk.makeDirectory(directory),
    open: async (path, access) => torn(await disk.open(path, access)),
    create: async (path) => torn(await disk.create(path)),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncDirectory: (directory) => disk.syncDirectory(directory),
    freeBytes: (directory) => disk.freeBytes(directory),
    lock: (directory) => disk.lock(directory),
  };
}
