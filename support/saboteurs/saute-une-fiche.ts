// A state whose lists leave one record out.
import { TableBackend, type RecordEntry, type RecordTexts, type TextBounds } from 'lithair';

import { serveSabotaged } from './serve-sabotaged';

class ForgetfulBackend extends TableBackend {
  override page(createdSeq: number, limit: number): RecordEntry[] {
    return super.page(createdSeq, limit).filter((entry) => entry.createdSeq !== 1234);
  }

  override texts(createdSeq: number, { records }: TextBounds): RecordTexts {
    const entries = this.page(createdSeq, Math.min(records, 1000));
    const pieces = [Buffer.from(entries.map(({ json }) => json).join(','))];
    const last = entries.at(-1)?.createdSeq ?? createdSeq;
    return { pieces, count: entries.length, last, hasMore: this.page(last, 1).length > 0 };
  }
}

void serveSabotaged({ ports: { backend: () => new ForgetfulBackend() } });
