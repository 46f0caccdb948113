import { IdTable } from './id-table';
import type { RecordEntry } from './record-entry';
import type { StateEngineBackend } from './state-engine-backend';

/**
 * The default backend: an array in creation order for lists, snapshots and random picks, and a
 * table of identifiers over it. A removed record leaves a hole; when half of the array is holes it
 * is closed up, so both stay linear in the live records.
 */
export class TableBackend implements StateEngineBackend {
  #ordered: (RecordEntry | undefined)[] = [];
  /** `createdSeq` of each place of `#ordered`, holes included: what a cursor is searched in. */
  #createdSeqs: number[] = [];
  readonly #table: IdTable;
  #size = 0;

  /** @param seed makes the places of identifiers unpredictable to those who choose identifiers. */
  constructor(seed = 0) {
    this.#table = new IdTable(seed, (position) => this.#ordered[position]?.id);
  }

  get size(): number {
    return this.#size;
  }

  get(id: string): RecordEntry | undefined {
    const position = this.#table.find(id);
    return position < 0 ? undefined : this.#ordered[position];
  }

  insert(record: RecordEntry): void {
    const position = this.#ordered.push(record) - 1;
    this.#createdSeqs.push(record.createdSeq);
    this.#table.add(record.id, position);
    this.#size += 1;
  }

  replace(id: string, json: string, version: number): boolean {
    const position = this.#table.find(id);
    const previous = this.#ordered[position];
    if (previous === undefined) return false;
    this.#ordered[position] = { id, json, version, createdSeq: previous.createdSeq };
    return true;
  }

  remove(id: string): boolean {
    const position = this.#table.remove(id);
    if (position < 0) return false;
    this.#ordered[position] = undefined;
    this.#size -= 1;
    if (this.#ordered.length > 64 && this.#size * 2 < this.#ordered.length) this.#closeUp();
    return true;
  }

  page(createdSeq: number, limit: number): RecordEntry[] {
    const found: RecordEntry[] = [];
    for (let at = this.#firstAfter(createdSeq); at < this.#ordered.length; at += 1) {
      if (found.length === limit) break;
      const entry = this.#ordered[at];
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  freeze(): Iterable<RecordEntry> {
    return this.#ordered.filter((entry) => entry !== undefined);
  }

  pick(random: () => number): RecordEntry | undefined {
    if (this.#size === 0) return undefined;
    for (;;) {
      const entry = this.#ordered[Math.floor(random() * this.#ordered.length)];
      if (entry !== undefined) return entry;
    }
  }

  #firstAfter(createdSeq: number): number {
    let low = 0;
    let high = this.#createdSeqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#createdSeqs[middle] as number) > createdSeq) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #closeUp(): void {
    this.#ordered = this.#ordered.filter((entry) => entry !== undefined);
    this.#createdSeqs = this.#ordered.map((entry) => (entry as RecordEntry).createdSeq);
    this.#table.clear();
    for (const [position, entry] of this.#ordered.entries()) {
      if (entry === undefined) continue;
      this.#table.add(entry.id, position);
    }
  }
}
