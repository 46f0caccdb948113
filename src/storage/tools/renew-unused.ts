import path from 'node:path';
import { createDurably } from '../disk/create-durably';
import type { Disk } from '../disk/disk';
import { LOG_FILE } from '../log/log-format';
import { isAtStart } from '../log/log-position';
import type { LogHeader } from '../log/segment-header';
import { SegmentSequence } from '../log/segment-sequence';
import type { EndOfCopy } from './end-of-copy';

/**
 * A copy may end with a segment that held nothing yet, and that the original has begun anew since,
 * in another form or under another schema: the copy begins it anew too. Anything else is left for
 * whoever judges whether the copy is a beginning of the log.
 */
export async function renewUnused(
  disk: Disk,
  source: string,
  directory: string,
  begun: EndOfCopy,
): Promise<EndOfCopy> {
  const { base } = begun.end;
  if (!isAtStart(begun.end)) return begun;
  const segment = await new SegmentSequence(disk, source, base).next(base);
  if (segment === undefined) return begun;
  const { file, header, start } = segment;
  try {
    if (typeof header === 'string' || !isAnew(header, begun.header)) return begun;
    const line = Buffer.alloc(start.offset);
    await file.read(line, 0);
    await createDurably(disk, path.join(directory, LOG_FILE), line);
    return { header, end: start };
  } finally {
    await file.close();
  }
}

/** Whether one header stands for another: they continue the same event of the same log. */
function isAnew(header: LogHeader, copied: LogHeader): boolean {
  const isSamePlace = (['log_id', 'base_seq', 'base_time', 'base_crc', 'base_hash'] as const).every(
    (member) => header[member] === copied[member],
  );
  return isSamePlace && JSON.stringify(header) !== JSON.stringify(copied);
}
