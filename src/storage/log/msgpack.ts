/**
 * As much of MessagePack (https://msgpack.org) as an event needs, on the bytes of a batch: unsigned
 * integers, strings, bytes, nil and arrays. A general library makes an array and a string for
 * each member of each event; a replay reads millions and keeps three.
 */
export const NIL = 0xc0;
const BIN8 = 0xc4;
const UINT32 = 0xce;
const UINT64 = 0xcf;
const STR8 = 0xd9;
const STR32 = 0xdb;
const ARRAY16 = 0xdc;
const FIXINT_MAX = 0x7f;
const UINT32_RANGE = 0x1_0000_0000;

/** Writes values one after the other; the caller has made room. */
export class PackWriter {
  #target: Buffer = Buffer.alloc(0);
  /** Where the next value goes. */
  at = 0;

  begin(target: Buffer, at: number): void {
    this.#target = target;
    this.at = at;
  }

  byte(value: number): void {
    this.#target[this.at] = value;
    this.at += 1;
  }

  nil(): void {
    this.byte(NIL);
  }

  /** One byte below 128, else nine: the length of a marker must not depend on its number. */
  integer(value: number, width: 'short' | 'full' = 'short'): void {
    if (width === 'short' && value <= FIXINT_MAX) {
      this.byte(value);
      return;
    }
    if (width === 'short' && value < UINT32_RANGE) {
      this.byte(UINT32);
      this.#target.writeUInt32BE(value, this.at);
      this.at += 4;
      return;
    }
    this.byte(UINT64);
    this.#target.writeUInt32BE(Math.floor(value / UINT32_RANGE), this.at);
    this.#target.writeUInt32BE(value % UINT32_RANGE, this.at + 4);
    this.at += 8;
  }

  /** At most 255 ASCII characters. A loop beats a call of the native writer for so few. */
  ascii(text: string): void {
    const target = this.#target;
    let { at } = this;
    target[at] = STR8;
    target[at + 1] = text.length;
    at += 2;
    for (let index = 0; index < text.length; index += 1)
      target[at + index] = text.charCodeAt(index);
    this.at = at + text.length;
  }

  /** At most 255 bytes, which somebody else writes. */
  room(bytes: number): void {
    this.byte(BIN8);
    this.byte(bytes);
    this.at += bytes;
  }

  /** So many strings. */
  names(names: readonly string[]): void {
    this.byte(ARRAY16);
    this.#target.writeUInt16BE(names.length, this.at);
    this.at += 2;
    for (const name of names) this.ascii(name);
  }

  text(text: string): void {
    const start = this.at + 5;
    const length = this.#target.write(text, start);
    this.byte(STR32);
    this.#target.writeUInt32BE(length, this.at);
    this.at = start + length;
  }
}

/** Reads what `PackWriter` wrote; anything else makes `isDone` false at the end. */
export class PackReader {
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #isWrong = false;
  at = 0;

  begin(bytes: Buffer, at: number, end: number): void {
    this.#bytes = bytes;
    this.at = at;
    this.#end = end;
    this.#isWrong = false;
  }

  /** Everything made sense, and nothing is left. */
  get isDone(): boolean {
    return !this.#isWrong && this.at === this.#end;
  }

  byte(): number {
    const value = this.#bytes[this.at] ?? NIL;
    this.at += 1;
    return value;
  }

  nil(): boolean {
    if (this.#bytes[this.at] !== NIL) return false;
    this.at += 1;
    return true;
  }

  integer(): number {
    const first = this.byte();
    if (first <= FIXINT_MAX) return first;
    if (first === UINT32) return this.#uint32();
    if (first === UINT64) return this.#uint32() * UINT32_RANGE + this.#uint32();
    this.#isWrong = true;
    return 0;
  }

  /** So many bytes, in hex. */
  binary(bytes: number): string {
    if (this.byte() !== BIN8 || this.byte() !== bytes) this.#isWrong = true;
    const start = this.at;
    this.at += bytes;
    return this.#bytes.toString('hex', start, this.at);
  }

  /** Length of the string whose text starts at `at` now. */
  stringBytes(): number {
    const first = this.byte();
    const length = first === STR8 ? this.byte() : first === STR32 ? this.#uint32() : -1;
    if (length >= 0 && this.at + length <= this.#end) return length;
    this.#isWrong = true;
    return 0;
  }

  ascii(length: number): string {
    const start = this.at;
    this.at += length;
    return this.#bytes.toString('latin1', start, this.at);
  }

  text(length: number, isAscii: boolean): string {
    if (isAscii) return this.ascii(length);
    const start = this.at;
    this.at += length;
    return this.#bytes.toString('utf8', start, this.at);
  }

  skipped(length: number): '' {
    this.at += length;
    return '';
  }

  /** An array of strings. */
  names(): string[] {
    const names: string[] = [];
    for (let left = this.#arrayLength(); left > 0 && !this.#isWrong; left -= 1)
      names.push(this.ascii(this.stringBytes()));
    return names;
  }

  skippedNames(): undefined {
    for (let left = this.#arrayLength(); left > 0 && !this.#isWrong; left -= 1) {
      const length = this.stringBytes();
      this.at += length;
    }
    return undefined;
  }

  #arrayLength(): number {
    if (this.byte() !== ARRAY16) this.#isWrong = true;
    return (this.byte() << 8) | this.byte();
  }

  #uint32(): number {
    if (this.at + 4 > this.#end) {
      this.#isWrong = true;
      return 0;
    }
    const bytes = this.#bytes;
    const { at } = this;
    this.at = at + 4;
    return (
      (bytes[at] as number) * 0x1_00_00_00 +
      (((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number))
    );
  }
}
