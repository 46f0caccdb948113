// A disk that writes one wrong checksum digit in its fifth batch.
import { brokenDisk, BrokenFile } from './broken-disk';
import { serveSabotaged } from './serve-sabotaged';

class MiscountingFile extends BrokenFile {
  #writes = 0;

  override write(bytes: Uint8Array, position: number): Promise<void> {
    this.#writes += 1;
    if (this.#writes !== 5) return super.write(bytes, position);
    const altered = Buffer.from(bytes);
    altered.write(altered[0] === 0x30 ? '1' : '0', 0, 'latin1');
    return super.write(altered, position);
  }
}

const disk = brokenDisk((file, path) => {
  return path.endsWith('events.raftlog') ? new MiscountingFile(file) : file;
});
void serveSabotaged({ ports: { disk } });
