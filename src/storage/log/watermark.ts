import type { DiskFile } from '../disk/disk';
import { decodeSector, encodeSector, SECTOR_BYTES } from './sector';

/**
 * `events.raftlog.head`: how far the log is known to be on stable storage. The log alone cannot
 * tell a cut at a record boundary from a shorter log; this can. Two slots of 512 bytes (one sector:
 * written whole or not at all) are written in turn, always *after* the log's own sync, so the head
 * never says more than is true. It is not synced itself but at a clean stop: after a power cut it
 * may be older than the log, and then proves less, never something false.
 *
 * A slot is a sector of `sector.ts`.
 */
export const HEAD_FILE = 'events.raftlog.head';
const SLOT_BYTES = SECTOR_BYTES;

export interface Watermark {
  readonly log_id: string;
  /** Last event that is on stable storage. */
  readonly seq: number;
  /** Segment it is in, by the last event before that segment. */
  readonly base: number;
  /** Size of the segment up to it, in bytes. */
  readonly end: number;
  /** Checksum of the line that ends there. */
  readonly crc: number;
  /** The log was closed cleanly at this point. */
  readonly closed: boolean;
}

/** The bytes of a new head file. */
export function emptyHead(): Uint8Array {
  return Buffer.alloc(2 * SLOT_BYTES, ' ');
}

/** The bytes of a head that says one thing. */
export function headSaying(mark: Watermark): Uint8Array {
  const bytes = Buffer.alloc(2 * SLOT_BYTES, ' ');
  bytes.set(encodeSector(mark));
  return bytes;
}

/** The newest valid slot; `undefined` when neither is. */
export async function readWatermark(file: DiskFile): Promise<Watermark | undefined> {
  const bytes = Buffer.alloc(2 * SLOT_BYTES);
  await file.read(bytes, 0);
  return newestMark([0, SLOT_BYTES].map((at) => parseSlot(bytes.subarray(at, at + SLOT_BYTES))));
}

/** Of the marks in the slots, the one that proves most. */
export function newestMark(slots: readonly (Watermark | undefined)[]): Watermark | undefined {
  return slots
    .filter((slot) => slot !== undefined)
    .sort((a, b) => b.seq - a.seq || b.base - a.base || b.end - a.end || (a.closed ? -1 : 1))[0];
}

/** What one slot says; `undefined` when its checksum is wrong. */
export function parseSlot(slot: Buffer): Watermark | undefined {
  const mark = decodeSector(slot) as Omit<Watermark, 'base'> | undefined;
  return mark && { base: 0, ...mark };
}

/**
 * Writes the slots in turn; a note that arrives while one is being written replaces the one that
 * waits.
 */
export class WatermarkWriter {
  readonly #file: DiskFile;
  readonly #onFailure: (error: unknown) => void;
  #slot = 0;
  #waiting: Watermark | undefined;
  #writing: Promise<void> | undefined;

  constructor(file: DiskFile, onFailure: (error: unknown) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /** Does not wait: the head is a witness, no acknowledgement depends on it. */
  note(mark: Watermark): void {
    this.#waiting = mark;
    this.#writing ??= this.#drain();
  }

  /** Writes and syncs a last mark, then closes the file. */
  async close(mark: Watermark): Promise<void> {
    this.note(mark);
    while (this.#writing !== undefined) await this.#writing;
    await this.#file.sync();
    await this.#file.close();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting !== undefined) {
        const mark = this.#waiting;
        this.#waiting = undefined;
        await this.#file.write(encodeSector(mark), this.#slot * SLOT_BYTES);
        this.#slot = 1 - this.#slot;
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#writing = undefined;
    }
  }
}
