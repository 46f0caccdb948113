import type { Moment } from './past-entry';

/** A deletion, and where the past of the record is held. */
export interface Deletion extends Moment {
  readonly place: number;
}

/**
 * The deletions that a model will forget, oldest first: those whose records have been deleted ever
 * since. What was before the last one that is forgotten cannot be listed: nobody knows any more
 * which records there were.
 */
export class Deletions {
  readonly #maxAgeUs: number;
  readonly #isDeleted: (deletion: Deletion) => boolean;
  #waiting: Deletion[] = [];
  #head = 0;
  #forgotten: Moment = NEVER;

  /**
   * @param maxAgeUs how long a deletion is remembered.
   * @param isDeleted whether the past at that place is still that of a record deleted then.
   */
  constructor(maxAgeUs: number, isDeleted: (deletion: Deletion) => boolean) {
    this.#maxAgeUs = maxAgeUs;
    this.#isDeleted = isDeleted;
  }

  add(deletion: Deletion): void {
    if (this.#maxAgeUs < Infinity) this.#waiting.push(deletion);
  }

  /** Nothing before this moment is known. */
  begin(moment: Moment): void {
    if (moment.seq > this.#forgotten.seq) this.#forgotten = moment;
  }

  /** Those of a snapshot come as their pasts do. */
  sort(): void {
    this.#waiting.sort((a, b) => a.seq - b.seq);
  }

  /** An event comes: what is too old by its time is forgotten. Before their pasts are. */
  forget(nowUs: number): void {
    for (; this.#head < this.#waiting.length; this.#head += 1) {
      const oldest = this.#waiting[this.#head] as Deletion;
      if (!this.#isOld(oldest, nowUs)) break;
      if (this.#isDeleted(oldest)) this.begin({ seq: oldest.seq, timestamp: oldest.timestamp });
    }
    if (this.#head * 2 < this.#waiting.length || this.#head === 0) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  /** The first moment from which on every deletion is known, at a time. */
  since(nowUs: number): Moment {
    for (let at = this.#firstYoung(nowUs) - 1; at >= this.#head; at -= 1) {
      const { seq, timestamp, place } = this.#waiting[at] as Deletion;
      if (this.#isDeleted({ seq, timestamp, place })) return { seq, timestamp };
    }
    return this.#forgotten;
  }

  #isOld({ timestamp }: Moment, nowUs: number): boolean {
    return timestamp < nowUs - this.#maxAgeUs;
  }

  #firstYoung(nowUs: number): number {
    let low = this.#head;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isOld(this.#waiting[middle] as Deletion, nowUs)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Everything is known. */
export const NEVER: Moment = { seq: 0, timestamp: 0 };
