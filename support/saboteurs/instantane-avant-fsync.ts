// A snapshot that gets its name before its bytes are in the file: SIGKILL stands for the power cut.
import { setTimeout as pause } from 'node:timers/promises';

import { type Disk, type DiskFile, nodeDisk } from 'lithair';

import { BrokenFile } from './broken-disk';
import { serveSabotaged } from './serve-sabotaged';

/** Longer than any machine takes from the name to the blow: the bytes never come. */
const LATE_MS = 600_000;

class LateFile extends BrokenFile {
  #bytes = Buffer.alloc(0);

  override size(): Promise<number> {
    return Promise.resolve(this.#bytes.length);
  }

  /** It reads back what it never wrote. */
  override read(target: Uint8Array, position: number): Promise<number> {
    return Promise.resolve(this.#bytes.copy(target, 0, position));
  }

  override write(bytes: Uint8Array, position: number): Promise<void> {
    this.#bytes = Buffer.concat([this.#bytes.subarray(0, position), bytes]);
    return Promise.resolve();
  }

  override sync(): Promise<void> {
    return Promise.resolve();
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  async writeLate(): Promise<void> {
    await pause(LATE_MS);
    await this.honest.write(this.#bytes, 0);
    await this.honest.close();
  }
}

let unfinished: LateFile | undefined;
const isSnapshot = (path: string): boolean => path.endsWith('state.raftsnap.tmp');

const disk: Disk = {
  ...nodeDisk,
  create: async (path): Promise<DiskFile> => {
    const file = await nodeDisk.create(path);
    if (!isSnapshot(path)) return file;
    unfinished = new LateFile(file);
    void unfinished.writeLate();
    return unfinished;
  },
  open: (path, access) =>
    isSnapshot(path) && unfinished !== undefined
      ? Promise.resolve(unfinished)
      : nodeDisk.open(path, access),
};

void serveSabotaged({ ports: { disk } });
