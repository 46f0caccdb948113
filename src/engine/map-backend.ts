import type { RecordEntry } from './record-entry';
import type { StateEngineBackend } from './state-engine-backend';

/**
 * The default backend: a `Map` for identity and an array in creation order for lists and random
 * picks. A removed record leaves a hole; when half of the array is holes it is closed up, so both
 * stay linear in the live records.
 */
export class MapBackend implements StateEngineBackend {
  readonly #byId = new Map<string, RecordEntry>();
  #ordered: (RecordEntry | undefined)[] = [];
  /** `createdSeq` of each place of `#ordered`, holes included: what a cursor is searched in. */
  #createdSeqs: number[] = [];

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): RecordEntry | undefined {
    return this.#byId.get(id);
  }

  insert(entry: RecordEntry): void {
    entry.position = this.#ordered.push(entry) - 1;
    this.#createdSeqs.push(entry.createdSeq);
    this.#byId.set(entry.id, entry);
  }

  replace(entry: RecordEntry): void {
    this.#ordered[entry.position] = entry;
    this.#byId.set(entry.id, entry);
  }

  remove(id: string): boolean {
    const entry = this.#byId.get(id);
    if (entry === undefined) return false;
    this.#byId.delete(id);
    this.#ordered[entry.position] = undefined;
    if (this.#ordered.length > 64 && this.#byId.size * 2 < this.#ordered.length) this.#closeUp();
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

  pick(random: () => number): RecordEntry | undefined {
    if (this.#byId.size === 0) return undefined;
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
    for (const [position, entry] of this.#ordered.entries()) if (entry) entry.position = position;
  }
}
