import { LithairError } from '../../errors/lithair-error';
import { indexKey, type Key } from '../index/key';
import { placeOrder } from '../query/gathered';
import type { Place, RecordQuery } from '../query/record-query';
import { keyOf, type Candidate } from './past-candidates';
import { PAST_BOUNDS, type PastSource } from './past-source';
import type { RecordThen } from './record-then';

/** A record of an answer, and its place there. */
export interface PastHit {
  readonly then: RecordThen;
  readonly place: Place;
}

/** Which of them are wanted. */
export interface PastRange {
  readonly after?: Place | undefined;
  readonly limit: number;
}

/** The records of a page, of all that are offered in creation order. */
export class BestHits {
  readonly #source: PastSource;
  readonly #sort: RecordQuery['sort'];
  readonly #range: PastRange;
  readonly #compare: (a: Place, b: Place) => number;
  #hits: PastHit[] = [];

  constructor(source: PastSource, sort: RecordQuery['sort'], range: PastRange) {
    this.#source = source;
    this.#sort = sort;
    this.#range = range;
    this.#compare = placeOrder(sort?.isDown === true);
  }

  offer({ then, seq }: Candidate): void {
    const sort = this.#sort;
    const { after, limit } = this.#range;
    if (sort === undefined && this.#hits.length >= limit) return;
    const key: Key | undefined = sort && indexKey(keyOf(then, sort.field));
    const place: Place = { seq, key };
    if (after !== undefined && this.#compare(place, after) <= 0) return;
    this.#hits.push({ then, place });
    if (sort === undefined) return;
    // Sorting a few pages now and then costs less than keeping one in order.
    if (this.#hits.length >= KEPT_TIMES * limit) this.#hits = this.sorted();
    else if (limit === Infinity) this.#requireSortable(sort.field);
  }

  sorted(): PastHit[] {
    if (this.#sort !== undefined) this.#hits.sort((a, b) => this.#compare(a.place, b.place));
    return this.#hits.slice(0, this.#range.limit);
  }

  #requireSortable(field: string): void {
    const { sortedMax } = this.#source.bounds ?? PAST_BOUNDS;
    if (this.#hits.length <= sortedMax) return;
    const message = `no index knows the past: at most ${sortedMax} records are sorted by ${field} at once; ask for pages`;
    throw new LithairError('query_too_expensive', message, { field });
  }
}

/** So many pages are kept before the rest is thrown away. */
const KEPT_TIMES = 4;
