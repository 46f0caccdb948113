// A disk whose sync says OK and does nothing: SIGKILL does not show it, a power cut does.
import { brokenDisk, BrokenFile } from './broken-disk';
import { serveSabotaged } from './serve-sabotaged';

class UnsyncedFile extends BrokenFile {
  override sync(): Promise<void> {
    return Promise.resolve();
  }
}

void serveSabotaged({ ports: { disk: brokenDisk((file) => new UnsyncedFile(file)) } });
