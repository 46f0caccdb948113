import type { LoggedEvent } from '../../engine/event';
import type { Encoding } from './encoding';
import { sealHash, storedHash } from './hash-chain';
import type { LogPosition } from './log-position';

/** Room for the marker, which is only known when the batch is sealed. */
const MARKER_ROOM = 64;

/**
 * Records on their way to the log, in one buffer that one `write` takes. Events are encoded as they
 * arrive; hashes and checksums are computed when the batch is sealed, because each depends on the
 * record before it.
 */
export class Batch {
  readonly #encoding: Encoding;
  #bytes: Buffer;
  #end = MARKER_ROOM;
  /** End of each record. */
  #ends: number[] = [];
  #lastSeq = 0;
  #lastTimestamp = 0;
  #settles: ((error?: Error) => void)[] = [];

  constructor(encoding: Encoding, initialBytes = 64 * 1024) {
    this.#encoding = encoding;
    this.#bytes = Buffer.allocUnsafeSlow(initialBytes);
  }

  get events(): number {
    return this.#ends.length;
  }

  get size(): number {
    return this.#end - MARKER_ROOM;
  }

  /**
   * Takes the events of one transaction. `settle` is called once, when the batch's fate is known.
   */
  add(events: readonly LoggedEvent[], settle: (error?: Error) => void): void {
    for (const event of events) this.#encode(event);
    this.#settles.push(settle);
  }

  /**
   * Writes the marker, the hashes and the checksums; may be done again.
   * @param from where the log ends; the batch goes there.
   * @param synced last sequence number on stable storage.
   */
  seal(from: LogPosition, synced: number): SealedBatch {
    const start = this.#encoding.putMarker(this.#bytes, MARKER_ROOM, synced);
    let crc = this.#encoding.seal(this.#bytes, start, MARKER_ROOM, from.crc);
    let { hash } = from;
    let recordStart = MARKER_ROOM;
    for (const recordEnd of this.#ends) {
      hash = this.#sealHash(recordStart, recordEnd, hash);
      crc = this.#encoding.seal(this.#bytes, recordStart, recordEnd, crc);
      recordStart = recordEnd;
    }
    const bytes = this.#bytes.subarray(start, this.#end);
    const { base } = from;
    const offset = from.offset + bytes.length;
    const end = { base, offset, seq: this.#lastSeq, timestamp: this.#lastTimestamp, crc, hash };
    return { bytes, end };
  }

  /**
   * Where one of its events ends, once it is sealed: bytes before the end of the batch, and the
   * checksum and the hash of the record. `undefined` when the event is not in it.
   */
  placeOf(seq: number): PlaceInBatch | undefined {
    const index = seq - (this.#lastSeq - this.#ends.length + 1);
    const end = this.#ends[index];
    if (end === undefined) return undefined;
    const start = this.#ends[index - 1] ?? MARKER_ROOM;
    const { hashPlace } = this.#encoding;
    const crc = this.#encoding.storedCrc(this.#bytes, start);
    const hash = hashPlace && storedHash(hashPlace, this.#bytes, start);
    return { fromEnd: this.#end - end, crc, hash };
  }

  /** Calls back everyone who waits, once, in order. */
  settle(error?: Error): void {
    const settles = this.#settles;
    this.#settles = [];
    for (const settle of settles) settle(error);
  }

  /** Makes the batch empty again; its buffer serves the next one. */
  reset(): void {
    this.#end = MARKER_ROOM;
    this.#ends = [];
    this.#lastSeq = 0;
  }

  #encode(event: LoggedEvent): void {
    this.#reserve(this.#encoding.roomFor(event));
    this.#end = this.#encoding.putEvent(this.#bytes, this.#end, event);
    this.#ends.push(this.#end);
    this.#lastSeq = event.seq;
    this.#lastTimestamp = event.timestamp;
  }

  #sealHash(start: number, end: number, previous: string | undefined): string | undefined {
    const { hashPlace } = this.#encoding;
    if (hashPlace === undefined) return undefined;
    if (previous === undefined) throw new Error('a chained log goes on behind no hash');
    return sealHash(hashPlace, this.#bytes, start, end, previous);
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + bytes));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** Where an event of a sealed batch ends. */
export interface PlaceInBatch {
  readonly fromEnd: number;
  readonly crc: number;
  readonly hash: string | undefined;
}

/** A batch ready to be written. */
export interface SealedBatch {
  readonly bytes: Uint8Array;
  /** The end of the log once it is written. */
  readonly end: LogPosition;
}
