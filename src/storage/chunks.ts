import type { DiskFile } from './disk';
import { LINE_BYTES_MAX } from './log-format';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** A stretch of a file in memory: `bytes[0]` stands at `offset` of the file. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly length: number;
  readonly offset: number;
  readonly isLast: boolean;
}

/**
 * Reads a file in large pieces, so that a log of any size takes a bounded memory. `consume` says
 * how many bytes it is done with (the rest comes again, in front of what follows), or `'stop'`.
 */
export async function readChunks(
  file: DiskFile,
  from: number,
  consume: (chunk: Chunk) => number | 'stop',
): Promise<void> {
  const size = await file.size();
  let bytes = Buffer.allocUnsafeSlow(Math.max(1, Math.min(CHUNK_BYTES, size - from)));
  let kept = 0;
  let offset = from;
  while (offset + kept < size) {
    const count = await file.read(bytes.subarray(kept), offset + kept);
    if (count === 0) return;
    const length = kept + count;
    const done = consume({ bytes, length, offset, isLast: offset + length >= size });
    if (done === 'stop') return;
    kept = length - done;
    offset += done;
    if (kept === bytes.length) {
      if (kept > LINE_BYTES_MAX) return;
      bytes = grown(bytes);
    } else {
      bytes.copyWithin(0, done, length);
    }
  }
}

function grown(bytes: Buffer): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(bytes.length * 2);
  bytes.copy(larger);
  return larger;
}
