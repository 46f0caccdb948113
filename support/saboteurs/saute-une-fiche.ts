// A state whose lists leave one record out.
import { TableBackend, type RecordEntry } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

class ForgetfulBackend extends TableBackend {
  override page(createdSeq: number, limit: number): RecordEntry[] {
    return super.page(createdSeq, limit).filter((entry) => entry.createdSeq !== 1234);
  }
}

void serveSabotaged({ ports: { backend: () => new ForgetfulBackend() } });
