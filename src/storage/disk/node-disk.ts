import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ErrorCode } from '../../errors/codes';
import { LithairError } from '../../errors/lithair-error';
import type { Disk, DiskFile } from './disk';
import { lockDirectory } from './directory-lock';
import { isNoRoom } from './system-error';

const { O_RDONLY, O_RDWR, O_NOFOLLOW, O_NONBLOCK, O_CREAT, O_TRUNC } = fs.constants;

const openAny = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const ftruncate = promisify(fs.ftruncate);
const fdatasync = promisify(fs.fdatasync);
const fsync = promisify(fs.fsync);

/** The disk of the machine. The only module that imports `node:fs`. */
export const nodeDisk: Disk = {
  entries: async (directory) => {
    try {
      return await fs.promises.readdir(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw clearer(directory, error);
    }
  },
  makeDirectory: async (directory) => {
    await makeDirectory(path.resolve(directory)).catch((error: unknown) => {
      throw clearer(directory, error);
    });
  },
  open: async (file, access) => {
    const flags = access === 'read' ? O_RDONLY : O_RDWR;
    return new NodeFile(await open(file, flags));
  },
  create: async (file) => new NodeFile(await open(file, O_RDWR | O_CREAT | O_TRUNC)),
  rename: (from, to) => fs.promises.rename(from, to),
  remove: (file) => fs.promises.unlink(file),
  syncDirectory,
  freeBytes: async (directory) => {
    const { bavail, bsize } = await fs.promises.statfs(directory);
    return bavail * bsize;
  },
  lock: async (directory) => {
    const lock = path.join(directory, 'LOCK');
    const fd = await open(lock, O_RDWR | O_CREAT);
    try {
      await lockDirectory(fd, directory, () => fs.readFileSync(lock, 'utf8'));
      await nameHolder(fd);
    } catch (error) {
      await close(fd);
      throw error;
    }
    return { release: () => close(fd) };
  },
};

/** What a file of ours never is; said instead of the system's own words, which name no remedy. */
const SURPRISES: Readonly<Record<string, { code: ErrorCode; what: string }>> = {
  ELOOP: { code: 'not_a_data_directory', what: 'is a symbolic link: left untouched' },
  EISDIR: { code: 'not_a_data_directory', what: 'is a directory: left untouched' },
  ENOTDIR: { code: 'not_a_data_directory', what: 'is a file, or lies in one' },
  ENXIO: { code: 'not_a_data_directory', what: 'is not a file: left untouched' },
  EACCES: { code: 'permission_denied', what: 'may not be used by this user' },
  EPERM: { code: 'permission_denied', what: 'may not be used by this user' },
};

function clearer(file: string, error: unknown): unknown {
  const surprise = SURPRISES[(error as NodeJS.ErrnoException).code ?? ''];
  if (surprise === undefined) return error;
  return new LithairError(surprise.code, `${file} ${surprise.what}`, {}, error);
}

/** Opens a plain file, and nothing else: a link could lead anywhere, a pipe would wait for ever. */
async function open(file: string, flags: number): Promise<number> {
  let fd: number;
  try {
    fd = await openAny(file, flags | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    throw clearer(file, error);
  }
  const stats = await fstat(fd);
  if (stats.isFile()) return fd;
  await close(fd);
  const code = stats.isDirectory() ? 'EISDIR' : 'ENXIO';
  throw clearer(file, Object.assign(new Error(code), { code }));
}

/** For whoever is refused. A full disk takes the name away, not the lock. */
async function nameHolder(fd: number): Promise<void> {
  const holder = JSON.stringify({ pid: process.pid, since: new Date().toISOString() });
  const line = Buffer.from(`${holder}\n`);
  try {
    await ftruncate(fd, 0);
    await writeFully(fd, line, 0);
  } catch (error) {
    if (!isNoRoom(error)) throw error;
  }
}

/**
 * Not `mkdir` with `recursive`: that never returns where a directory exists but none can be made in
 * it (`/proc`), since it takes the refusal for a missing parent, for ever.
 */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await fs.promises.mkdir(directory, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = path.dirname(directory);
    if (code === 'EEXIST' && (await fs.promises.stat(directory)).isDirectory()) return;
    if (code !== 'ENOENT' || parent === directory || fs.existsSync(parent)) throw error;
    await makeDirectory(parent);
    await fs.promises.mkdir(directory, { mode: 0o700 });
  }
}

class NodeFile implements DiskFile {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  async size(): Promise<number> {
    return (await fstat(this.#fd)).size;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const count = await readSome(this.#fd, target, filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return writeFully(this.#fd, bytes, position);
  }

  sync(): Promise<void> {
    return fdatasync(this.#fd);
  }

  truncate(size: number): Promise<void> {
    return ftruncate(this.#fd, size);
  }

  close(): Promise<void> {
    return close(this.#fd);
  }
}

/** libuv asks again when a signal interrupts a write or a sync, but not a read. */
function readSome(
  fd: number,
  target: Uint8Array,
  offset: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(fd, target, offset, target.length - offset, position, (error, count) => {
      if (error?.code === 'EINTR') resolve(readSome(fd, target, offset, position));
      else if (error) reject(error);
      else resolve(count);
    });
  });
}

const STUCK = 'EIO: the system took none of the bytes and gave no reason, write';

/**
 * The kernel may write less than asked (a full disk, a signal): the rest follows, or the error
 * does.
 */
async function writeFully(fd: number, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await writeSome(fd, bytes, written, position + written);
}

function writeSome(
  fd: number,
  bytes: Uint8Array,
  offset: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.write(fd, bytes, offset, bytes.length - offset, position, (error, count) => {
      if (error?.code === 'EINTR') resolve(writeSome(fd, bytes, offset, position));
      else if (error) reject(error);
      else if (count === 0) reject(Object.assign(new Error(STUCK), { code: 'EIO' }));
      else resolve(count);
    });
  });
}

/** A rename is on stable storage only once its directory is. */
async function syncDirectory(directory: string): Promise<void> {
  const fd = await openAny(directory, O_RDONLY);
  try {
    await fsync(fd);
  } finally {
    await close(fd);
  }
}
