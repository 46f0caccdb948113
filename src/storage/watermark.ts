import { crc32 } from 'node:zlib';
import type { DiskFile } from './disk';
import { readHex, writeHex } from './hex';
import { PREFIX_BYTES } from './log-format';

/**
 * `events.raftlog.head`: how far the log is known to be on stable storage. The log alone cannot
 * tell a cut at a record boundary from a shorter log; this can. Two slots of 512 bytes (one sector:
 * written whole or not at all) are written in turn, always *after* the log's own sync, so the head
 * never says more than is true. It is not synced itself but at a clean stop: after a power cut it
 * may be older than the log, and then proves less, never something false.
 *
 * A slot is `<crc32 as 8 hex digits>:<JSON>`, padded with spaces to 511 bytes, and a newline.
 */
export const HEAD_FILE = 'events.raftlog.head';
const SLOT_BYTES = 512;
const COLON = 0x3a;

export interface Watermark {
  readonly log_id: string;
  /** Last event that is on stable storage. */
  readonly seq: number;
  /** Size of the log up to it, in bytes. */
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

/** The newest valid slot; `undefined` when neither is. */
export async function readWatermark(file: DiskFile): Promise<Watermark | undefined> {
  const bytes = Buffer.alloc(2 * SLOT_BYTES);
  await file.read(bytes, 0);
  const slots = [0, SLOT_BYTES].map((at) => parseSlot(bytes.subarray(at, at + SLOT_BYTES)));
  return slots
    .filter((slot) => slot !== undefined)
    .sort((a, b) => b.end - a.end || (a.closed ? -1 : 1))[0];
}

function parseSlot(slot: Buffer): Watermark | undefined {
  const json = slot.subarray(PREFIX_BYTES);
  if (slot[PREFIX_BYTES - 1] !== COLON || readHex(slot, 0) !== crc32(json)) return undefined;
  return JSON.parse(json.toString('latin1')) as Watermark;
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
        await this.#file.write(encodeSlot(mark), this.#slot * SLOT_BYTES);
        this.#slot = 1 - this.#slot;
      }
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#writing = undefined;
    }
  }
}

function encodeSlot(mark: Watermark): Uint8Array {
  const slot = Buffer.alloc(SLOT_BYTES, ' ');
  slot.write(JSON.stringify(mark), PREFIX_BYTES, 'latin1');
  slot[SLOT_BYTES - 1] = 0x0a;
  slot[PREFIX_BYTES - 1] = COLON;
  writeHex(slot, 0, crc32(slot.subarray(PREFIX_BYTES)));
  return slot;
}
