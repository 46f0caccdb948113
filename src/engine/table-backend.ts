import { IdTable } from './id-table';
import type { RecordEntry } from './record-entry';
import type { RecordTexts, TextBounds } from './record-texts';
import { FrozenRecords } from './records/frozen-records';
import {
  exactBytes,
  hasId,
  hashAt,
  hashOf,
  NOTHING,
  roomBytes,
  takenBytes,
  writeRecord,
} from './records/record-layout';
import { readRows } from './records/read-rows';
import { Rows } from './records/rows';
import type { Slab } from './records/slab';
import { addressOf, offsetOf, Slabs } from './records/slabs';
import { textsOf } from './records/texts-of';
import type { StateEngineBackend } from './state-engine-backend';

/**
 * The default backend: the texts of the records as bytes in slabs, rows of numbers in creation
 * order that say where, and a table of identifiers over them. A removed record leaves a hole; when
 * half of the rows are holes they are closed up, so all stays linear in the live records.
 */
export class TableBackend implements StateEngineBackend {
  readonly #slabs = new Slabs();
  readonly #rows = new Rows();
  readonly #table: IdTable;
  #size = 0;

  /** @param seed makes the places of identifiers unpredictable to those who choose identifiers. */
  constructor(seed = 0) {
    const [slabs, rows] = [this.#slabs, this.#rows];
    const identified = {
      get count(): number {
        return rows.count;
      },
      isAt: (position: number, id: string): boolean => {
        const address = rows.address(position);
        return hasId(slabs.bytesAt(address), offsetOf(address), rows.size(position), id);
      },
      hashAt: (position: number): number | undefined => {
        const size = rows.size(position);
        if (size === NOTHING) return undefined;
        const address = rows.address(position);
        return hashAt(slabs.bytesAt(address), offsetOf(address), size, seed);
      },
    };
    this.#table = new IdTable(identified, (id) => hashOf(id, seed));
  }

  get size(): number {
    return this.#size;
  }

  /** Memory of the texts, with what is outdated and what is not used yet. */
  get bytes(): number {
    return this.#slabs.bytes;
  }

  get(id: string): RecordEntry | undefined {
    const position = this.#table.find(id);
    return position < 0 ? undefined : this.#rows.read(position, this.#slabs);
  }

  insert({ id, json, version, createdSeq }: RecordEntry): void {
    this.#table.add(id, this.#rows.count);
    this.#write(this.#rows.push(version, createdSeq), id, json);
    this.#size += 1;
    this.#emptySparse();
  }

  replace(id: string, json: string, version: number): boolean {
    const position = this.#table.find(id);
    if (position < 0) return false;
    this.#release(position);
    this.#write(position, id, json);
    this.#rows.setVersion(position, version);
    this.#emptySparse();
    return true;
  }

  remove(id: string): boolean {
    const position = this.#table.remove(id);
    if (position < 0) return false;
    this.#release(position);
    this.#rows.clear(position);
    this.#size -= 1;
    if (this.#rows.count > 64 && this.#size * 2 < this.#rows.count) this.#closeUp();
    this.#emptySparse();
    return true;
  }

  page(createdSeq: number, limit: number): RecordEntry[] {
    return readRows(this.#rows, this.#slabs, this.#rows.firstAfter(createdSeq), limit).records;
  }

  texts(createdSeq: number, bounds: TextBounds): RecordTexts {
    return textsOf(this.#rows, this.#slabs, createdSeq, bounds);
  }

  freeze(): Iterable<RecordEntry> {
    return new FrozenRecords(this.#rows.copy(), this.#slabs.freeze());
  }

  pick(random: () => number): RecordEntry | undefined {
    if (this.#size === 0) return undefined;
    for (;;) {
      const record = this.#rows.read(Math.floor(random() * this.#rows.count), this.#slabs);
      if (record !== undefined) return record;
    }
  }

  #write(position: number, id: string, json: string): void {
    const enough = roomBytes(id, json);
    const slab = this.#slabs.withRoom(this.#slabs.room >= enough ? enough : exactBytes(id, json));
    const start = slab.used;
    const size = writeRecord(slab.bytes, start, id, json);
    slab.take(position, takenBytes(slab.bytes, start, size));
    this.#rows.place(position, addressOf(slab, start), size);
  }

  /** The bytes of a record are outdated. */
  #release(position: number): void {
    const address = this.#rows.address(position);
    const slab = this.#slabs.at(address);
    const taken = takenBytes(slab.bytes, offsetOf(address), this.#rows.size(position));
    this.#slabs.release(slab, taken);
  }

  /** Gives back slabs that hold little: at most twice as much is moved as was outdated before. */
  #emptySparse(): void {
    for (let slab; (slab = this.#slabs.nextSparse()) !== undefined;) {
      for (const position of slab.positions()) this.#moveOut(position, slab);
    }
  }

  #moveOut(position: number, slab: Slab): void {
    const size = this.#rows.size(position);
    const address = this.#rows.address(position);
    // Its record may be elsewhere by now, or gone.
    if (size === NOTHING || this.#slabs.at(address) !== slab) return;
    const start = offsetOf(address);
    const taken = takenBytes(slab.bytes, start, size);
    const target = this.#slabs.withRoom(taken);
    const at = target.take(position, taken);
    slab.bytes.copy(target.bytes, at, start, start + taken);
    this.#rows.place(position, addressOf(target, at), size);
    this.#slabs.release(slab, taken);
  }

  #closeUp(): void {
    this.#rows.closeUp();
    this.#table.rebuild();
    this.#slabs.forgetPositions();
    for (let position = 0; position < this.#rows.count; position += 1)
      this.#slabs.at(this.#rows.address(position)).note(position);
  }
}
