import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { LithairError } from '../errors/lithair-error';
import type { Disk, DiskFile } from './disk';
import { lockDirectory } from './directory-lock';

const { O_RDONLY, O_RDWR, O_NOFOLLOW, O_CREAT, O_TRUNC, O_WRONLY } = fs.constants;

const open = promisify(fs.open);
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
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code !== 'ENOTDIR') throw error;
      throw new LithairError('not_a_data_directory', `${directory} is a file`, {}, error);
    }
  },
  makeDirectory: (directory) => makeDirectory(path.resolve(directory)),
  open: async (file, access) => {
    const flags = access === 'read' ? O_RDONLY : O_RDWR;
    return new NodeFile(await open(file, flags | O_NOFOLLOW));
  },
  createDurably: async (file, content) => {
    const beside = `${file}.tmp`;
    const fd = await open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
    try {
      await writeFully(fd, content, 0);
      await fsync(fd);
    } finally {
      await close(fd);
    }
    await fs.promises.rename(beside, file);
    await syncDirectory(path.dirname(file));
  },
  lock: async (directory) => {
    const fd = await open(path.join(directory, 'LOCK'), O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
    try {
      lockDirectory(fd, directory, fs.readFileSync(path.join(directory, 'LOCK'), 'utf8'));
      const holder = JSON.stringify({ pid: process.pid, since: new Date().toISOString() });
      await ftruncate(fd, 0);
      await writeFully(fd, Buffer.from(`${holder}\n`), 0);
    } catch (error) {
      await close(fd);
      throw error;
    }
    return { release: () => close(fd) };
  },
};

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

function readSome(
  fd: number,
  target: Uint8Array,
  offset: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(fd, target, offset, target.length - offset, position, (error, count) => {
      if (error) reject(error);
      else resolve(count);
    });
  });
}

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
      if (error) reject(error);
      else resolve(count);
    });
  });
}

/** A rename is on stable storage only once its directory is. */
async function syncDirectory(directory: string): Promise<void> {
  const fd = await open(directory, O_RDONLY);
  try {
    await fsync(fd);
  } finally {
    await close(fd);
  }
}
