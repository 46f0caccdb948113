// A snapshot that has one record twice and its neighbour not at all: the count is right.
import { TableBackend, type RecordEntry } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

class ForgetfulBackend extends TableBackend {
  override freeze(): Iterable<RecordEntry> {
    const frozen = [...super.freeze()];
    return frozen.map((entry, index) => (index === 100 ? (frozen[index - 1] ?? entry) : entry));
  }
}

void serveSabotaged({ ports: { backend: () => new ForgetfulBackend() } });
