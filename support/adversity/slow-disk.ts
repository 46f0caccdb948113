import { setTimeout as pause } from 'node:timers/promises';

import type { Disk } from 'lithair';

import { brokenDisk, BrokenFile } from '../saboteurs/broken-disk';

/** A disk that takes its time to sync the log, and is honest otherwise. */
export function slowDisk(syncMs: number): Disk {
  class SlowFile extends BrokenFile {
    override async sync(): Promise<void> {
      await pause(syncMs);
      await super.sync();
    }
  }
  return brokenDisk((file, path) => (path.endsWith('.raftlog') ? new SlowFile(file) : file));
}
