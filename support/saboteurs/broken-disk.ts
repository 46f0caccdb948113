import { type Disk, type DiskFile, nodeDisk } from 'lithair';

/** A file that passes everything on, for saboteurs that break one thing of it. */
export class BrokenFile implements DiskFile {
  protected readonly honest: DiskFile;

  constructor(honest: DiskFile) {
    this.honest = honest;
  }

  size(): Promise<number> {
    return this.honest.size();
  }

  read(target: Uint8Array, position: number): Promise<number> {
    return this.honest.read(target, position);
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return this.honest.write(bytes, position);
  }

  sync(): Promise<void> {
    return this.honest.sync();
  }

  truncate(size: number): Promise<void> {
    return this.honest.truncate(size);
  }

  close(): Promise<void> {
    return this.honest.close();
  }
}

/** The machine's disk, with every file that is opened for writing put through `wrap`. */
export function brokenDisk(wrap: (file: DiskFile, path: string) => DiskFile): Disk {
  return {
    ...nodeDisk,
    open: async (path, access) => {
      const file = await nodeDisk.open(path, access);
      return access === 'read-write' ? wrap(file, path) : file;
    },
  };
}
