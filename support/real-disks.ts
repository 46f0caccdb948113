import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

const TOOLS = ['mount', 'umount', 'losetup', 'mkfs.ext4'];

/** A file system of its own, made in a file and mounted through a loop device. */
export interface LoopDisk {
  image: string;
  device: string;
  mountPoint: string;
}

function run(command: string, ...args: string[]): string {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  const env = { ...process.env, PATH: path };
  return execFileSync(command, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * File systems that one scenario mounts under its scratch directory, so that a disk is really full,
 * really fails, or really loses what was not synced. All of them are taken away afterwards.
 */
export class RealDisks {
  readonly #scratch: string;
  /** What takes each thing away again, in the order in which they were made. */
  #held: string[][] = [];

  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /** Why this machine lets nobody mount; `undefined` when it does. */
  unavailable(): string | undefined {
    if (process.getuid?.() !== 0) return 'il faut être root pour monter un disque';
    const missing = TOOLS.filter((tool) => !isThere(tool));
    if (missing.length > 0) return `il manque ${missing.join(', ')}`;
    try {
      this.unmount(this.mountMemory('essai', 1_000_000));
      const { device, mountPoint } = this.makeLoop('essai-boucle', 16_000_000);
      this.unmount(mountPoint);
      this.detach(device);
      return undefined;
    } catch (error) {
      return `cette machine refuse de monter: ${(error as Error).message.split('\n').join(' ')}`;
    }
  }

  /** A file system in memory with room for so many bytes. */
  mountMemory(name: string, bytes: number): string {
    const mountPoint = this.#directory(name);
    run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'lithair-suite', mountPoint);
    this.#held.push(['umount', mountPoint]);
    return mountPoint;
  }

  /** A file of zeros that takes so much room. */
  fill(file: string, bytes: number): void {
    writeFileSync(file, Buffer.alloc(bytes));
  }

  freeBytes(mountPoint: string): number {
    const { bavail, bsize } = statfsSync(mountPoint);
    return bavail * bsize;
  }

  /** An ext4 in a new file of `directory`, mounted. */
  makeLoop(name: string, bytes: number, directory = this.#scratch): LoopDisk {
    const image = join(directory, `${name}.img`);
    writeFileSync(image, '');
    truncateSync(image, bytes);
    run('mkfs.ext4', '-q', '-F', '-J', 'size=4', '-b', '1024', image);
    return this.mountImage(name, image);
  }

  /** The file as it stands becomes another disk. */
  copyLoop({ image }: LoopDisk, name: string): LoopDisk {
    const copy = join(this.#scratch, `${name}.img`);
    copyFileSync(image, copy);
    return this.mountImage(name, copy);
  }

  /** Nothing but a sync makes this file system write: its own timer is far away. */
  mountImage(name: string, image: string): LoopDisk {
    const device = run('losetup', '-f', '--show', image).trim();
    this.#held.push(['losetup', '-d', device]);
    const mountPoint = this.#directory(name);
    run('mount', '-o', 'commit=600', device, mountPoint);
    this.#held.push(['umount', mountPoint]);
    return { image, device, mountPoint };
  }

  /** What a disk was told to read and write so far. */
  activity({ device }: LoopDisk): string {
    return readFileSync(`/sys/block/${basename(device)}/stat`, 'utf8');
  }

  unmount(mountPoint: string): void {
    this.#letGo(['umount', mountPoint]);
  }

  detach(device: string): void {
    this.#letGo(['losetup', '-d', device]);
  }

  /** Takes everything away, the last first. @returns what could not be. */
  release(): string[] {
    const failures: string[] = [];
    for (const held of this.#held.toReversed()) {
      try {
        this.#letGo(held);
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    return failures;
  }

  #letGo(held: string[]): void {
    const [command = '', ...args] = held;
    run(command, ...args);
    this.#held = this.#held.filter((one) => one.join(' ') !== held.join(' '));
  }

  #directory(name: string): string {
    const directory = join(this.#scratch, name);
    mkdirSync(directory, { recursive: true });
    return directory;
  }
}

function isThere(tool: string): boolean {
  try {
    run('sh', '-c', `command -v ${tool}`);
    return true;
  } catch {
    return false;
  }
}
