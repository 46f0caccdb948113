import type { DiskFile } from '../disk/disk';
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
 * Reads a file in large pieces, so that a log of any size takes a bounded memory. Whoever asks says
 * how many bytes of a piece it is done with; the rest comes again, in front of what follows.
 */
export class ChunkReader {
  readonly #file: DiskFile;
  readonly #to: number;
  #bytes: Buffer;
  #kept = 0;
  /** Where the first byte that is kept stands in the file. */
  #offset: number;

  /** @param to the file is read as if it ended here. */
  constructor(file: DiskFile, from: number, to: number, chunkBytes = CHUNK_BYTES) {
    this.#file = file;
    this.#to = to;
    this.#offset = from;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(1, Math.min(chunkBytes, to - from)));
  }

  /**
   * The next piece, valid until the one after it is asked for; `undefined` at the end, and when no
   * record can be as long as what is kept.
   */
  async next(): Promise<Chunk | undefined> {
    const { length: room } = this.#bytes;
    const unread = this.#to - this.#offset - this.#kept;
    if (unread <= 0 || (this.#kept === room && room > LINE_BYTES_MAX)) return undefined;
    if (this.#kept === room) this.#bytes = grown(this.#bytes);
    const target = this.#bytes.subarray(this.#kept, this.#kept + unread);
    const count = await this.#file.read(target, this.#offset + this.#kept);
    if (count === 0) return undefined;
    const length = this.#kept + count;
    const offset = this.#offset;
    return { bytes: this.#bytes, length, offset, isLast: offset + length >= this.#to };
  }

  /** Of the piece that `next` gave, the first `done` bytes are not wanted again. */
  advance({ length }: Chunk, done: number): void {
    this.#bytes.copyWithin(0, done, length);
    this.#kept = length - done;
    this.#offset += done;
  }
}

/**
 * Reads a file to its end. `consume` says how many bytes it is done with, or `'stop'`.
 */
export async function readChunks(
  file: DiskFile,
  from: number,
  consume: (chunk: Chunk) => number | 'stop',
  chunkBytes?: number,
): Promise<void> {
  const reader = new ChunkReader(file, from, await file.size(), chunkBytes);
  for (let chunk = await reader.next(); chunk; chunk = await reader.next()) {
    const done = consume(chunk);
    if (done === 'stop') return;
    reader.advance(chunk, done);
  }
}

function grown(bytes: Buffer): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(bytes.length * 2);
  bytes.copy(larger);
  return larger;
}
