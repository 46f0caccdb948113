/**
 * How a record stands in a slab: its JSON text in UTF-8, a comma, and nothing else, so that records
 * written one after the other are the inside of a list. Its identifier is read out of the text,
 * which begins with it; where it does not, it follows: four bytes of length, then UTF-8.
 *
 * `size` is how many bytes the text has, above three bits that say what it is.
 */
const LIVE = 1;
const ASCII = 2;
/** The identifier is behind the text. */
const APART = 4;
const FLAG_BITS = 3;
/** V8 has no longer texts. */
const TEXT_BYTES_MAX = 2 ** 29 - 1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const ASCII_MAX = 0x7f;
const ID_START = '{"id":"';
const ID_AT = ID_START.length;
/** Of the comma, and of the length of an identifier. */
const COMMA_BYTES = 1;
const LENGTH_BYTES = 4;

/** `size` of a record that is not there. */
export const NOTHING = 0;

export const textBytes = (size: number): number => size >>> FLAG_BITS;

export const isAscii = (size: number): boolean => (size & ASCII) !== 0;

/** Bytes that are enough for a record, and soon told; some three times what it takes. */
export const roomBytes = (id: string, json: string): number =>
  3 * (json.length + id.length) + COMMA_BYTES + LENGTH_BYTES;

/** Bytes that a record takes. */
export const exactBytes = (id: string, json: string): number =>
  Buffer.byteLength(json) + COMMA_BYTES + (beginsWith(json, id) ? 0 : idBytes(id));

const idBytes = (id: string): number => LENGTH_BYTES + Buffer.byteLength(id);

/** Writes a record where there is room for it. @returns its `size`. */
export function writeRecord(bytes: Buffer, at: number, id: string, json: string): number {
  const length = bytes.write(json, at);
  if (length > TEXT_BYTES_MAX) throw new RangeError(`a record of ${length} bytes is too long`);
  const end = at + length;
  bytes[end] = COMMA;
  const flags = LIVE | (length === json.length ? ASCII : 0);
  if (beginsWith(json, id)) return (length << FLAG_BITS) | flags;
  const idStart = end + COMMA_BYTES + LENGTH_BYTES;
  bytes.writeUInt32LE(bytes.write(id, idStart), end + COMMA_BYTES);
  return (length << FLAG_BITS) | flags | APART;
}

/** Bytes that a record takes, all told. */
export function takenBytes(bytes: Buffer, start: number, size: number): number {
  const taken = textBytes(size) + COMMA_BYTES;
  return isApart(size) ? taken + LENGTH_BYTES + bytes.readUInt32LE(start + taken) : taken;
}

export function textAt(bytes: Buffer, start: number, size: number): string {
  return bytes.toString(isAscii(size) ? 'latin1' : 'utf8', start, start + textBytes(size));
}

export function idAt(bytes: Buffer, start: number, size: number): string {
  if (!isApart(size)) {
    const idStart = start + ID_AT;
    return bytes.toString('latin1', idStart, bytes.indexOf(QUOTE, idStart));
  }
  const lengthAt = start + textBytes(size) + COMMA_BYTES;
  const idStart = lengthAt + LENGTH_BYTES;
  return bytes.toString('utf8', idStart, idStart + bytes.readUInt32LE(lengthAt));
}

/** The same, where the text is there already. */
export function idIn(json: string, bytes: Buffer, start: number, size: number): string {
  return isApart(size) ? idAt(bytes, start, size) : json.slice(ID_AT, json.indexOf('"', ID_AT));
}

/** Whether a record has this identifier. */
export function hasId(bytes: Buffer, start: number, size: number, id: string): boolean {
  if (isApart(size)) return idAt(bytes, start, size) === id;
  const idStart = start + ID_AT;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    if (code === QUOTE || code !== bytes[idStart + index]) return false;
  }
  return bytes[idStart + id.length] === QUOTE;
}

/** The hash of its identifier: what `hashOf` makes of it. */
export function hashAt(bytes: Buffer, start: number, size: number, seed: number): number {
  if (isApart(size)) return hashOf(idAt(bytes, start, size), seed);
  let hash = seed;
  let at = start + ID_AT;
  for (let byte = bytes[at] as number; byte !== QUOTE; byte = bytes[(at += 1)] as number) {
    hash = mixed(hash, byte);
  }
  return spread(hash);
}

/** A hash of text that is spread over all 32 bits (the rounds of MurmurHash2, one a character). */
export function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = mixed(hash, text.charCodeAt(index));
  return spread(hash);
}

const mixed = (hash: number, code: number): number => {
  const next = Math.imul(hash ^ code, 0x5bd1e995);
  return next ^ (next >>> 15);
};

const spread = (hash: number): number => {
  const next = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return next ^ (next >>> 15);
};

const isApart = (size: number): boolean => (size & APART) !== 0;

/** Whether the identifier can be read out of the text, and byte for byte. */
function beginsWith(json: string, id: string): boolean {
  if (!json.startsWith(ID_START) || json.charCodeAt(ID_AT + id.length) !== QUOTE) return false;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    if (code !== json.charCodeAt(ID_AT + index) || code === QUOTE || code > ASCII_MAX) return false;
  }
  return true;
}
