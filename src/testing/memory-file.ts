import type { DiskFile } from '../storage/disk/disk';

const SECTOR = 512;

export interface Write {
  readonly kind: 'write';
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A change of a file that no sync has covered yet. */
type Change = Write | { readonly kind: 'truncate'; readonly size: number };

/** Bytes that grow: appending does not copy what is there. */
export class Image {
  #bytes: Buffer;
  #snapshot: Buffer | undefined;
  length: number;

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.#bytes = Buffer.from(content);
    this.length = content.length;
  }

  get content(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  /** A copy, the same one until something changes. */
  get snapshot(): Buffer {
    return (this.#snapshot ??= Buffer.from(this.content));
  }

  apply(change: Change): void {
    if (change.kind === 'truncate') this.resize(change.size);
    else {
      this.#snapshot = undefined;
      this.resize(Math.max(this.length, change.at + change.bytes.length));
      this.#bytes.set(change.bytes, change.at);
    }
  }

  /** What is new reads as zeros. */
  resize(size: number): void {
    if (size === this.length) return;
    this.#snapshot = undefined;
    if (size > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(size, this.#bytes.length * 2));
      this.content.copy(larger);
      this.#bytes = larger;
    }
    if (size < this.length) this.#bytes.fill(0, size, this.length);
    this.length = size;
  }
}

/** A file of the memory disk, whatever its names are. */
export interface Inode {
  /** What is on stable storage. */
  readonly durable: Image;
  /** What a reader sees now: the page cache. */
  readonly cached: Image;
  pending: Change[];
  /** A sync failed: nothing reaches stable storage any more, and no later sync says so. */
  isLost: boolean;
}

/** A file whose content is on stable storage. */
export function newInode(content: Uint8Array = new Uint8Array(0)): Inode {
  return { durable: new Image(content), cached: new Image(content), pending: [], isLost: false };
}

/** What a file is at one instant. */
export interface InodeView {
  readonly durable: Buffer;
  readonly cached: Buffer;
  /** Writes that no sync has covered yet. */
  readonly pending: readonly Write[];
}

export function viewOf({ durable, cached, pending }: Inode): InodeView {
  return {
    durable: durable.snapshot,
    cached: cached.snapshot,
    pending: pending.filter((change) => change.kind === 'write'),
  };
}

export function copyInode({ durable, cached, pending, isLost }: Inode): Inode {
  const images = { durable: new Image(durable.content), cached: new Image(cached.content) };
  return { ...images, pending: [...pending], isLost };
}

type FileOperation = 'size' | 'read' | 'write' | 'sync' | 'truncate' | 'close';

/** What an open file asks of its disk. */
export interface FileGate {
  /** Asked before each operation; may throw. */
  before(operation: FileOperation): Promise<void>;
  /** How many bytes of a write that fails were written all the same. */
  shortWrite(bytes: number): number;
}

/**
 * An open file of the memory disk.
 *
 * A sync that fails loses what it should have written, as Linux does: the pages are clean, a reader
 * still sees them, and a later sync says OK without them. Nor can they be written again in their
 * place, since ext4 may lose that too: only another file helps.
 */
export class MemoryFile implements DiskFile {
  readonly #inode: Inode;
  readonly #isWritable: boolean;
  readonly #gate: FileGate;

  constructor(inode: Inode, access: 'read' | 'read-write', gate: FileGate) {
    this.#inode = inode;
    this.#isWritable = access === 'read-write';
    this.#gate = gate;
  }

  async size(): Promise<number> {
    await this.#gate.before('size');
    return this.#inode.cached.length;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    await this.#gate.before('read');
    return this.#inode.cached.content.copy(target, 0, position);
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    if (!this.#isWritable)
      throw Object.assign(new Error('EBADF: opened for reading'), { code: 'EBADF' });
    try {
      await this.#gate.before('write');
    } catch (error) {
      const beginning = bytes.slice(0, this.#gate.shortWrite(bytes.length));
      if (beginning.length > 0) this.#change({ kind: 'write', at: position, bytes: beginning });
      throw error;
    }
    this.#change({ kind: 'write', at: position, bytes: Uint8Array.from(bytes) });
  }

  async sync(): Promise<void> {
    // What counts is what was written before the call, as on a real disk.
    const { pending, durable } = this.#inode;
    const covered = new Set(pending);
    const size = this.#inode.cached.length;
    try {
      await this.#gate.before('sync');
    } catch (error) {
      this.#inode.isLost = true;
      throw error;
    } finally {
      this.#inode.pending = this.#inode.pending.filter((change) => !covered.has(change));
    }
    if (this.#inode.isLost) return;
    for (const change of covered) durable.apply(change);
    durable.resize(size);
  }

  async truncate(size: number): Promise<void> {
    await this.#gate.before('truncate');
    this.#change({ kind: 'truncate', size });
  }

  async close(): Promise<void> {
    await this.#gate.before('close');
  }

  #change(change: Change): void {
    this.#inode.pending.push(change);
    this.#inode.cached.apply(change);
  }
}

/** One of the contents that a power cut may leave: sizes and sectors chosen by `random`. */
export function contentAfterLoss(
  { durable, cached, pending }: Inode,
  random: () => number,
): Uint8Array {
  if (pending.length === 0 && durable.length === cached.length) return durable.content;
  const sizes = [durable.length, cached.length];
  const low = Math.min(...sizes, ...pending.map(sizeOf));
  const high = Math.max(...sizes, ...pending.map(endOf));
  const size = low + Math.floor(random() * (high - low + 1));
  const result = Buffer.alloc(size);
  durable.content.copy(result);
  for (const change of pending) {
    if (change.kind === 'truncate') continue;
    const { at, bytes } = change;
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

const sizeOf = (change: Change): number => (change.kind === 'truncate' ? change.size : Infinity);

const endOf = (change: Change): number =>
  change.kind === 'write' ? change.at + change.bytes.length : 0;
