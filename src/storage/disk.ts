/**
 * The one door to the disk. Everything that reads or writes a file goes through this port, so that
 * a test can put in its place a disk that is full, slow, faulty, or that loses what was not synced
 * at a power cut.
 *
 * An implementation promises:
 * 1. `write` has written every byte when it resolves, and none is promised on stable storage before
 * `sync` resolves.
 * 2. `sync` puts the file's bytes and size on stable storage (fdatasync); after a `sync` that
 * failed nothing is known.
 * 3. `createDurably` leaves either no file or the whole file, even across a power cut.
 * 4. `lock` is given to one process at a time and is freed by the kernel when its holder dies
 * (INV-10).
 * 5. A failure rejects with the system's error (its `code` is `ENOSPC`, `EIO`, …); nothing is
 * retried.
 */
export interface Disk {
  /** Names in a directory; `undefined` when there is no such directory. */
  entries(directory: string): Promise<readonly string[] | undefined>;
  /** Makes a directory and its parents, readable by their owner only. */
  makeDirectory(directory: string): Promise<void>;
  /** Opens an existing file. */
  open(path: string, access: 'read' | 'read-write'): Promise<DiskFile>;
  /** Makes a new file with this content: beside, synced, renamed, directory synced. */
  createDurably(path: string, content: Uint8Array): Promise<void>;
  /** Rejects with `directory_locked`, naming the holder. */
  lock(directory: string): Promise<DirectoryLock>;
}

export interface DiskFile {
  size(): Promise<number>;
  /** Fills `target` from `position`; fewer bytes than asked only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  write(bytes: Uint8Array, position: number): Promise<void>;
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

export interface DirectoryLock {
  release(): Promise<void>;
}
