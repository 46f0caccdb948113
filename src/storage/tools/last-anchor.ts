import type { LoggedEvent } from '../../engine/event';
import { LithairError } from '../../errors/lithair-error';
import type { Disk } from '../disk/disk';
import type { Anchor } from '../log/anchor';
import { isAtStart } from '../log/log-position';
import { LogWalk } from '../log/log-walk';
import { baseOfSegmentWhere } from '../log/segment-sequence';
import { HEAD_FILE } from '../log/watermark';
import { readHead } from '../recovery/data-directory';
import { corruption } from '../recovery/recovery';
import { judge } from '../recovery/verdict';
import { requireLog } from './backup';

/**
 * The anchor of the last chained event that is on stable storage. Reads and checks the segment that
 * holds it; writes nothing, and the log may be in use.
 * @throws {LithairError} `usage`: there is no chained event; `data_corrupt`,
 * `not_a_data_directory`, `unsupported_format`.
 */
export async function lastAnchor(disk: Disk, directory: string): Promise<Anchor> {
  await requireLog(disk, directory);
  const head = await readHead(disk, directory);
  if (head === undefined) {
    const reason = `${HEAD_FILE}, which says what is on stable storage, is missing or damaged`;
    throw new LithairError('usage', `${directory}: ${reason}: start a server on it once`);
  }
  let last: Pick<LoggedEvent, 'seq' | 'timestamp' | 'hash'> | undefined;
  const walk = new LogWalk(disk, directory, {
    fromBase: await baseOfSegmentWhere(disk, directory, (header) => {
      const isChained = header.hash_chain === true || header.base_hash !== undefined;
      return isChained && header.base_seq <= head.base;
    }),
    to: head,
    watch: head,
    onEvent: (event) => {
      if (event.hash !== undefined) last = event;
    },
  });
  let isReached = false;
  for await (const { segment } of walk.stretches()) {
    const { header, start } = segment;
    if (typeof header !== 'string' && header.base_hash !== undefined)
      last ??= { seq: header.base_seq, timestamp: header.base_time, hash: header.base_hash };
    isReached = start.base === head.base && isAtStart(head);
    if (isReached) break;
  }
  const { scan } = walk;
  const verdict = isReached || walk.isOver ? undefined : judge(scan, head);
  if (verdict?.kind === 'corrupt' || typeof scan.header === 'string')
    throw corruption(directory, verdict ?? { kind: 'clean' });
  if (last?.hash === undefined) {
    const message = `${directory} has no chained event on stable storage: see LT_HASH_CHAIN`;
    throw new LithairError('usage', message);
  }
  const { seq, timestamp, hash } = last;
  return { log_id: scan.header.log_id, seq, timestamp, hash };
}
