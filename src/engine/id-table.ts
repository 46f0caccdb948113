const EMPTY = 0;
/** No position is so large: see `#low`. */
const REMOVED = -1;
const SLOTS_MIN = 256;

/** Where the identifiers stand that a table finds. */
export interface Identified {
  /** Positions, those of nothing included: at most twice as many as identifiers, or 64. */
  readonly count: number;
  /** Whether the identifier stands at a position. */
  isAt(position: number, id: string): boolean;
  /** Hash of the identifier at a position; `undefined` when there is none. */
  hashAt(position: number): number | undefined;
}

/**
 * Identifiers to positions: open addressing with linear probing over an array of integers, each a
 * position and, above it, as much of the hash as there is room for: most others are told apart
 * without looking at them. A `Map` of a million identifiers takes a microsecond for each new one;
 * this takes a sixth of that, and 6 to 12 bytes.
 */
export class IdTable {
  readonly #hashOf: (id: string) => number;
  readonly #identified: Identified;
  /** Position + 1 with bits of the hash above, `EMPTY` or `REMOVED`. */
  #slots = new Int32Array(SLOTS_MIN);
  /** Of a slot the bits of the position: twice as many positions as slots are possible. */
  #low = SLOTS_MIN * 2 - 1;
  /** Slots that are not `EMPTY`. */
  #used = 0;
  #live = 0;

  constructor(identified: Identified, hashOf: (id: string) => number) {
    this.#identified = identified;
    this.#hashOf = hashOf;
  }

  /** Position of an identifier; -1 when it is not there. */
  find(id: string): number {
    const slot = this.#slotOf(id);
    return slot < 0 ? -1 : this.#positionIn(slot);
  }

  /** Takes an identifier that is not there yet, before it stands at its position. */
  add(id: string, position: number): void {
    if ((this.#used + 1) * 3 > this.#slots.length * 2) this.rebuild();
    this.#put(this.#hashOf(id), position);
  }

  /** @returns the position it had; -1 when it was not there. */
  remove(id: string): number {
    const slot = this.#slotOf(id);
    if (slot < 0) return -1;
    const position = this.#positionIn(slot);
    this.#slots[slot] = REMOVED;
    this.#live -= 1;
    return position;
  }

  /** Takes all identifiers anew from where they stand, with room for as many more. */
  rebuild(): void {
    let size = SLOTS_MIN;
    while (size < this.#live * 3) size *= 2;
    this.#slots = new Int32Array(size);
    this.#low = size * 2 - 1;
    this.#used = 0;
    this.#live = 0;
    for (let position = 0; position < this.#identified.count; position += 1) {
      const hash = this.#identified.hashAt(position);
      if (hash !== undefined) this.#put(hash, position);
    }
  }

  #positionIn(slot: number): number {
    return ((this.#slots[slot] as number) & this.#low) - 1;
  }

  #slotOf(id: string): number {
    const hash = this.#hashOf(id);
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const held = slots[slot] as number;
      if (held === EMPTY) return -1;
      if (((held ^ hash) & ~this.#low) !== 0 || held === REMOVED) continue;
      if (this.#identified.isAt(this.#positionIn(slot), id)) return slot;
    }
  }

  #put(hash: number, position: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    slots[slot] = (hash & ~this.#low) | (position + 1);
    this.#used += 1;
    this.#live += 1;
  }
}
