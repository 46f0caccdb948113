import { crc32 } from 'node:zlib';
import type { LoggedEvent } from '../engine/event';
import { writeHex } from './hex';
import { PREFIX_BYTES } from './log-format';

/** Room for the marker, which is only known when the batch is sealed. */
const MARKER_ROOM = 64;
const COLON = 0x3a;
const NEWLINE = 0x0a;

/**
 * Lines on their way to the log, in one buffer that one `write` takes. Events are encoded as they
 * arrive; checksums are computed when the batch is sealed, because each depends on the line before
 * it.
 */
export class Batch {
  #bytes: Buffer;
  #end = MARKER_ROOM;
  /** End of each line. */
  #lineEnds: number[] = [];
  #lastSeq = 0;
  #settles: ((error?: Error) => void)[] = [];

  constructor(initialBytes = 64 * 1024) {
    this.#bytes = Buffer.allocUnsafeSlow(initialBytes);
  }

  get events(): number {
    return this.#lineEnds.length;
  }

  get size(): number {
    return this.#end - MARKER_ROOM;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /**
   * Takes the events of one transaction. `settle` is called once, when the batch's fate is known.
   */
  add(events: readonly LoggedEvent[], settle: (error?: Error) => void): void {
    for (const event of events) this.#encode(event);
    this.#settles.push(settle);
  }

  /**
   * Writes the marker and the checksums.
   * @param previousCrc checksum of the last line of the log.
   * @param synced last sequence number on stable storage.
   */
  seal(
    previousCrc: number,
    synced: number,
  ): { readonly bytes: Uint8Array; readonly lastCrc: number } {
    const marker = `{"synced":${synced}}`;
    const start = MARKER_ROOM - PREFIX_BYTES - marker.length - 1;
    this.#bytes.write(marker, start + PREFIX_BYTES, 'latin1');
    this.#bytes[MARKER_ROOM - 1] = NEWLINE;
    let crc = this.#sealLine(start, MARKER_ROOM, previousCrc);
    let lineStart = MARKER_ROOM;
    for (const lineEnd of this.#lineEnds) {
      crc = this.#sealLine(lineStart, lineEnd, crc);
      lineStart = lineEnd;
    }
    return { bytes: this.#bytes.subarray(start, this.#end), lastCrc: crc };
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
    this.#lineEnds = [];
    this.#lastSeq = 0;
  }

  #sealLine(start: number, end: number, seed: number): number {
    const crc = crc32(this.#bytes.subarray(start + PREFIX_BYTES, end - 1), seed);
    writeHex(this.#bytes, start, crc);
    this.#bytes[start + PREFIX_BYTES - 1] = COLON;
    return crc;
  }

  #encode(event: LoggedEvent): void {
    const tx = event.txLeft === 0 ? '' : `"tx_left":${event.txLeft},`;
    const head =
      `{"seq":${event.seq},"event_type":"${event.type}","event_id":"${event.eventId}",` +
      `"aggregate_id":"${event.aggregateId}","timestamp":${event.timestamp},${tx}"payload":`;
    const text = `${head}${event.payload}}\n`;
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#reserve(PREFIX_BYTES + text.length * 3);
    this.#end += PREFIX_BYTES + this.#bytes.write(text, this.#end + PREFIX_BYTES);
    this.#lineEnds.push(this.#end);
    this.#lastSeq = event.seq;
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#end + bytes));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}
