/**
 * The one door to the disk. Everything that reads or writes a file goes through this port, so that
 * a test can put in its place a disk that is full, slow, faulty, or that loses what was not synced
 * at a power cut.
 *
 * An implementation promises:
 * 1. `write` has written every byte when it resolves, and none is promised on stable storage before
 * `sync` resolves. One that rejects may have written the beginning.
 * 2. `sync` puts the file's bytes and size on stable storage (fdatasync); after a `sync` that
 * failed nothing is known.
 * 3. Names made, changed or removed in a directory (`create`, `rename`, `remove`) reach stable
 * storage in the order in which they were asked for, at the latest when `syncDirectory` resolves.
 * 4. `lock` is given to one process at a time and is freed by the kernel when its holder dies
 * (INV-10).
 * 5. A failure rejects with the system's error (its `code` is `ENOSPC`, `EIO`, …); nothing is
 * retried but a call that a signal interrupted. A name that is no plain file, and one that this
 * user may not use, are refused in our words: `not_a_data_directory`, `permission_denied`.
 */
export interface Disk {
  /** Names in a directory; none when there is no such directory. */
  entries(directory: string): Promise<readonly string[]>;
  /** Makes a directory and its parents, readable by their owner only. */
  makeDirectory(directory: string): Promise<void>;
  /** Opens an existing file. */
  open(path: string, access: 'read' | 'read-write'): Promise<DiskFile>;
  /** Makes a new empty file, or empties one; a name is on stable storage after `syncDirectory`. */
  create(path: string): Promise<DiskFile>;
  /** Gives a file another name at once: nobody ever sees neither name, nor half a file. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Puts the names in a directory on stable storage. */
  syncDirectory(directory: string): Promise<void>;
  /** Bytes that this process may still write on the disk of a directory. */
  freeBytes(directory: string): Promise<number>;
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
