// A disk that says « synced » and keeps everything in memory: SIGKILL stands for the power cut.
import { brokenDisk, BrokenFile } from './broken-disk';
import { serveSabotaged } from './serve-sabotaged';

class VolatileFile extends BrokenFile {
  readonly #pending: Array<{ bytes: Uint8Array; position: number }> = [];

  override async write(bytes: Uint8Array, position: number): Promise<void> {
    this.#pending.push({ bytes: Uint8Array.from(bytes), position });
  }

  override async sync(): Promise<void> {
    // Nothing: that is the sabotage.
  }

  override async close(): Promise<void> {
    for (const { bytes, position } of this.#pending) await this.honest.write(bytes, position);
    await this.honest.close();
  }
}

void serveSabotaged({ ports: { disk: brokenDisk((file) => new VolatileFile(file)) } });
