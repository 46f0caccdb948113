// A disk whose fifth write fails, behind a layer that swallows the error.
import { brokenDisk, BrokenFile } from './broken-disk';
import { serveSabotaged } from './serve-sabotaged';

class FailingFile extends BrokenFile {
  #writes = 0;

  override async write(bytes: Uint8Array, position: number): Promise<void> {
    try {
      this.#writes += 1;
      if (this.#writes === 5) throw new Error('EIO: i/o error, write');
      await super.write(bytes, position);
    } catch {
      // Swallowed: that is the sabotage.
    }
  }
}

const disk = brokenDisk((file, path) => {
  return path.endsWith('events.raftlog') ? new FailingFile(file) : file;
});
void serveSabotaged({ ports: { disk } });
