import { LithairError } from '../errors/lithair-error';
import type { Disk, DiskFile } from '../storage/disk';

const SECTOR = 512;

/** A write that no sync has covered yet. */
interface Pending {
  readonly at: number;
  readonly bytes: Uint8Array;
}

interface Inode {
  /** What is on stable storage. */
  durable: Buffer;
  /** What a reader sees now: the page cache. */
  cached: Buffer;
  pending: Pending[];
}

/** What may be asked of the disk; a fault injector decides on each. */
export type Operation =
  'open' | 'read' | 'write' | 'sync' | 'truncate' | 'create' | 'entries' | 'lock';

/**
 * A disk in memory that knows what is durable and what is only cached, and can lose power. `faults`
 * is asked before each operation and may throw, as a failing disk would.
 *
 * Faults that the product must survive: any subset of the unsynced sectors lost, sizes between the
 * durable and the cached one, an error at any operation. Not modelled: a directory operation that
 * is lost (only `createDurably` makes one, and it promises to sync it).
 */
export class MemoryDisk implements Disk {
  readonly #files = new Map<string, Inode>();
  readonly #locks = new Set<string>();
  /** What was done, in order: `write events.raftlog`. */
  readonly trace: string[] = [];
  faults: (operation: Operation, path: string) => void | Promise<void> = () => undefined;

  async entries(directory: string): Promise<readonly string[] | undefined> {
    await this.#do('entries', directory);
    const prefix = `${directory}/`;
    const names = [...this.#files.keys()].filter((file) => file.startsWith(prefix));
    return names.length === 0 ? undefined : names.map((file) => file.slice(prefix.length));
  }

  makeDirectory(): Promise<void> {
    return Promise.resolve();
  }

  async open(path: string, access: 'read' | 'read-write'): Promise<DiskFile> {
    await this.#do('open', path);
    const inode = this.#files.get(path);
    if (inode === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    return new MemoryFile(inode, access, (operation) => this.#do(operation, path));
  }

  async createDurably(path: string, content: Uint8Array): Promise<void> {
    await this.#do('create', path);
    this.put(path, content);
  }

  async lock(directory: string): Promise<{ release(): Promise<void> }> {
    await this.#do('lock', directory);
    if (this.#locks.has(directory))
      throw new LithairError('directory_locked', `${directory} is in use`);
    this.#locks.add(directory);
    return {
      release: () => {
        this.#locks.delete(directory);
        return Promise.resolve();
      },
    };
  }

  /** Puts a file on stable storage. */
  put(path: string, content: Uint8Array): void {
    const bytes = Buffer.from(content);
    this.#files.set(path, { durable: bytes, cached: Buffer.from(bytes), pending: [] });
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  /** What a reader sees now. */
  content(path: string): Buffer {
    const inode = this.#files.get(path);
    if (inode === undefined) throw new Error(`no file ${path}`);
    return inode.cached;
  }

  paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /**
   * The machine as it may come back from a power cut: of each unsynced sector, the old or the new
   * content.
   */
  afterPowerLoss(random: () => number): MemoryDisk {
    const survivor = new MemoryDisk();
    for (const [path, inode] of this.#files) survivor.put(path, contentAfterLoss(inode, random));
    return survivor;
  }

  /** The machine as a SIGKILL leaves it: the page cache survives the process. */
  afterKill(): MemoryDisk {
    const survivor = new MemoryDisk();
    for (const [path, inode] of this.#files) survivor.put(path, inode.cached);
    return survivor;
  }

  async #do(operation: Operation, path: string): Promise<void> {
    this.trace.push(`${operation} ${path.slice(path.lastIndexOf('/') + 1)}`);
    await this.faults(operation, path);
  }
}

class MemoryFile implements DiskFile {
  readonly #inode: Inode;
  readonly #isWritable: boolean;
  readonly #before: (operation: Operation) => Promise<void>;

  constructor(
    inode: Inode,
    access: 'read' | 'read-write',
    before: (operation: Operation) => Promise<void>,
  ) {
    this.#inode = inode;
    this.#isWritable = access === 'read-write';
    this.#before = before;
  }

  size(): Promise<number> {
    return Promise.resolve(this.#inode.cached.length);
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    await this.#before('read');
    return this.#inode.cached.copy(target, 0, position);
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    if (!this.#isWritable)
      throw Object.assign(new Error('EBADF: opened for reading'), { code: 'EBADF' });
    await this.#before('write');
    const copy = Uint8Array.from(bytes);
    this.#inode.pending.push({ at: position, bytes: copy });
    this.#inode.cached = overwritten(this.#inode.cached, position, copy);
  }

  async sync(): Promise<void> {
    // What counts is what was written before the call, as on a real disk.
    const covered = this.#inode.pending.length;
    const image = Buffer.from(this.#inode.cached);
    await this.#before('sync');
    this.#inode.durable = image;
    this.#inode.pending.splice(0, covered);
  }

  async truncate(size: number): Promise<void> {
    await this.#before('truncate');
    this.#inode.cached = this.#inode.cached.subarray(0, size);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function overwritten(content: Buffer, at: number, bytes: Uint8Array): Buffer {
  const result = Buffer.alloc(Math.max(content.length, at + bytes.length));
  content.copy(result);
  result.set(bytes, at);
  return result;
}

function contentAfterLoss({ durable, cached, pending }: Inode, random: () => number): Buffer {
  if (pending.length === 0 && durable.length === cached.length) return durable;
  const low = Math.min(durable.length, cached.length);
  const high = Math.max(durable.length, cached.length);
  const size = low + Math.floor(random() * (high - low + 1));
  const result = Buffer.alloc(size);
  durable.copy(result);
  for (const { at, bytes } of pending) {
    const first = Math.floor(at / SECTOR);
    const last = Math.floor((at + bytes.length - 1) / SECTOR);
    for (let sector = first; sector <= last; sector += 1) {
      if (random() < 0.5) continue;
      const from = Math.max(at, sector * SECTOR);
      const to = Math.min(at + bytes.length, (sector + 1) * SECTOR, size);
      if (to > from) result.set(bytes.subarray(from - at, to - at), from);
    }
  }
  return result;
}
