import path from 'node:path';
import { LithairError } from '../errors/lithair-error';
import type { Disk, DiskFile } from '../storage/disk/disk';
import {
  contentAfterLoss,
  copyInode,
  MemoryFile,
  newInode,
  viewOf,
  type Inode,
  type InodeView,
} from './memory-file';

/** What may be asked of the disk; a fault injector decides on each. */
export type Operation =
  | 'makeDirectory'
  | 'open'
  | 'size'
  | 'read'
  | 'write'
  | 'sync'
  | 'truncate'
  | 'close'
  | 'create'
  | 'rename'
  | 'remove'
  | 'syncDirectory'
  | 'entries'
  | 'freeBytes'
  | 'lock';

type Names = Map<string, Inode>;

/** Something done to names that no `syncDirectory` has covered yet. */
interface NameChange {
  readonly directory: string;
  readonly removed?: string;
  readonly put?: { readonly file: string; readonly inode: Inode };
}

function applyTo(names: Names, { removed, put }: NameChange): void {
  if (removed !== undefined) names.delete(removed);
  if (put !== undefined) names.set(put.file, put.inode);
}

/**
 * A disk in memory that knows what is durable and what is only cached, and can lose power. `faults`
 * is asked before each operation and may throw, as a failing disk would.
 *
 * Faults that the product must survive: any subset of the unsynced sectors lost, sizes between the
 * durable and the cached one, the last of the unsynced changes of names lost, an error at any
 * operation, the beginning of a write that failed, and, once a sync of a file has failed, all that
 * was not durable in it then, while readers still see it and every later sync says OK.
 */
export class MemoryDisk implements Disk {
  /** Names as a reader sees them now. */
  #files: Names = new Map();
  /** Names on stable storage. */
  #durable: Names = new Map();
  #changes: NameChange[] = [];
  readonly #directories = new Set<string>();
  readonly #locks = new Set<string>();
  /** What was done, in order: `write events.raftlog`. */
  readonly trace: string[] = [];
  faults: (operation: Operation, file: string) => void | Promise<void> = () => undefined;
  /** What `freeBytes` says. */
  free = Number.MAX_SAFE_INTEGER;
  /** How many bytes of a write that fails were written all the same. */
  shortWrite: (bytes: number) => number = () => 0;

  async entries(directory: string): Promise<readonly string[]> {
    await this.#do('entries', directory);
    const prefix = `${directory}/`;
    const names = [...this.#files.keys()]
      .filter((file) => file.startsWith(prefix))
      .map((file) => file.slice(prefix.length).split('/', 1)[0] as string);
    return [...new Set(names)];
  }

  async makeDirectory(directory: string): Promise<void> {
    await this.#do('makeDirectory', directory);
    this.#directories.add(directory);
  }

  async open(file: string, access: 'read' | 'read-write'): Promise<DiskFile> {
    await this.#do('open', file);
    return this.#opened(file, this.#find(file), access);
  }

  async create(file: string): Promise<DiskFile> {
    await this.#do('create', file);
    const inode = newInode();
    this.#change({ directory: path.dirname(file), put: { file, inode } });
    return this.#opened(file, inode, 'read-write');
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#do('rename', to);
    const inode = this.#find(from);
    this.#change({ directory: path.dirname(to), removed: from, put: { file: to, inode } });
  }

  async remove(file: string): Promise<void> {
    await this.#do('remove', file);
    this.#find(file);
    this.#change({ directory: path.dirname(file), removed: file });
  }

  async syncDirectory(directory: string): Promise<void> {
    const covered = new Set(this.#changes.filter((change) => change.directory === directory));
    await this.#do('syncDirectory', directory);
    // Another call may have put some of it there meanwhile, and what came behind it.
    for (const change of this.#changes) if (covered.has(change)) applyTo(this.#durable, change);
    this.#changes = this.#changes.filter((change) => !covered.has(change));
  }

  async freeBytes(directory: string): Promise<number> {
    await this.#do('freeBytes', directory);
    return this.free;
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
  put(file: string, content: Uint8Array): void {
    const inode = newInode(content);
    this.#files.set(file, inode);
    this.#durable.set(file, inode);
    this.#directories.add(path.dirname(file));
  }

  /** Takes a file away, from stable storage too. */
  forget(file: string): void {
    this.#files.delete(file);
    this.#durable.delete(file);
  }

  /** What a reader sees now. */
  content(file: string): Buffer {
    return this.#find(file).cached.content;
  }

  /** A file as it is now, in the cache and on stable storage; `undefined` when there is none. */
  inode(file: string): InodeView | undefined {
    const inode = this.#files.get(file);
    return inode && viewOf(inode);
  }

  paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /**
   * The machine as it may come back from a power cut: of each unsynced sector the old or the new
   * content, of the unsynced changes of names the first ones.
   */
  afterPowerLoss(random: () => number): MemoryDisk {
    const names = new Map(this.#durable);
    const kept = Math.floor(random() * (this.#changes.length + 1));
    for (const change of this.#changes.slice(0, kept)) applyTo(names, change);
    const survivor = new MemoryDisk();
    for (const [file, inode] of names) survivor.put(file, contentAfterLoss(inode, random));
    return survivor;
  }

  /** The machine as a SIGKILL leaves it: the page cache survives the process, synced or not. */
  afterKill(): MemoryDisk {
    const survivor = new MemoryDisk();
    const copies = new Map<Inode, Inode>();
    const copyOf = (inode: Inode): Inode => {
      const copy = copies.get(inode) ?? copyInode(inode);
      copies.set(inode, copy);
      return copy;
    };
    const copied = (names: Names): Names =>
      new Map([...names].map(([file, inode]) => [file, copyOf(inode)]));
    survivor.#files = copied(this.#files);
    survivor.#durable = copied(this.#durable);
    survivor.#changes = this.#changes.map(({ put, ...change }) => {
      return put === undefined
        ? change
        : { ...change, put: { file: put.file, inode: copyOf(put.inode) } };
    });
    for (const directory of this.#directories) survivor.#directories.add(directory);
    return survivor;
  }

  #find(file: string): Inode {
    const inode = this.#files.get(file);
    if (inode === undefined) throw Object.assign(new Error(`ENOENT: ${file}`), { code: 'ENOENT' });
    return inode;
  }

  #opened(file: string, inode: Inode, access: 'read' | 'read-write'): DiskFile {
    return new MemoryFile(inode, access, {
      before: (operation) => this.#do(operation, file),
      shortWrite: (bytes) => this.shortWrite(bytes),
    });
  }

  #change(change: NameChange): void {
    this.#directories.add(change.directory);
    applyTo(this.#files, change);
    this.#changes.push(change);
  }

  async #do(operation: Operation, file: string): Promise<void> {
    this.trace.push(`${operation} ${path.basename(file)}`);
    await this.faults(operation, file);
  }
}
