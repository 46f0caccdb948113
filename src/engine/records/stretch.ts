import { isAscii, textBytes } from './record-layout';

/** Enough that a record costs little, and little enough that nobody minds if one is kept. */
const STRETCH_BYTES_MAX = 64 * 1024;

/**
 * Records in ASCII that stand one behind the other and are read together: their texts are parts of
 * one, which is made when the first is asked for. One by one they would take five times as long.
 */
export class Stretch {
  readonly #bytes: Buffer;
  readonly #start: number;
  #end: number;
  #text: string | undefined;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = start;
  }

  /** Takes a record that stands behind the others. @returns whether it is one. */
  take(bytes: Buffer, start: number, size: number): boolean {
    if (bytes !== this.#bytes || start !== this.#end || !isAscii(size)) return false;
    if (start - this.#start > STRETCH_BYTES_MAX) return false;
    // The comma behind it belongs to the stretch.
    this.#end = start + textBytes(size) + 1;
    return true;
  }

  text(start: number, size: number): string {
    this.#text ??= this.#bytes.toString('latin1', this.#start, this.#end);
    const at = start - this.#start;
    return this.#text.slice(at, at + textBytes(size));
  }
}
