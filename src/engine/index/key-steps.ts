import {
  ALL_KEYS,
  before,
  compareCuts,
  compareKeys,
  type Cut,
  type Key,
  type KeyRange,
} from './key';
import type { KeyOrder } from './key-order';
import { addTo, sizeOf, type Posting } from './posting';
import { SeqBits } from './seq-bits';

/** Steps that the keys are divided into. */
const STEPS = 32;
/** Records of a step, at least: fewer are visited one by one as quickly. */
const STEP_MIN = 512;
/** Numbers for each record, at most: the bits of fewer records would take too much memory. */
const SPACED_MAX = 16;
const NO_RECORDS = new SeqBits();

/** Records of a step of an index that has so many. */
export const stepSize = (records: number): number => Math.max(STEP_MIN, Math.ceil(records / STEPS));

/** Whether so many records between two numbers are worth steps. */
export const hasSteps = (records: number, span: number): boolean =>
  records > 2 * STEP_MIN && span <= records * SPACED_MAX;

/**
 * The keys of a field in steps of about as many records each, unless one key has more, and for each
 * step the set of the records of all steps before it. The records of any range are the difference
 * of two such sets, and what the range has of the steps at its ends. A change of a record changes
 * one bit of each set that it belongs to.
 */
export class KeySteps {
  /** Where the steps behind the first begin. */
  readonly #keys: Key[] = [];
  /** By step, the records of it and of all before it. */
  readonly #sets: SeqBits[] = [];

  constructor(order: KeyOrder, records: number) {
    const all = this.#divide(0, order, stepSize(records));
    this.#sets.push(all);
  }

  get count(): number {
    return this.#sets.length;
  }

  /** Far more than are useful: they should be made anew. */
  get isTooMany(): boolean {
    return this.count > 4 * STEPS;
  }

  add(key: Key, seq: number): void {
    for (let at = this.count - 1; at >= 0 && this.#isUpTo(at, key); at -= 1)
      (this.#sets[at] as SeqBits).add(seq);
  }

  remove(key: Key, seq: number): void {
    for (let at = this.count - 1; at >= 0 && this.#isUpTo(at, key); at -= 1)
      (this.#sets[at] as SeqBits).delete(seq);
  }

  /** A record is under another key: the sets of the steps between the two change. */
  move(seq: number, before: Key, after: Key): void {
    for (let at = this.count - 2; at >= 0; at -= 1) {
      const isOut = this.#isUpTo(at, before);
      const isIn = this.#isUpTo(at, after);
      if (!isOut && !isIn) return;
      if (isIn && !isOut) (this.#sets[at] as SeqBits).add(seq);
      else if (isOut && !isIn) (this.#sets[at] as SeqBits).delete(seq);
    }
  }

  /** Divides the steps that have come to hold too much. */
  level(order: KeyOrder, records: number): void {
    const size = stepSize(records);
    for (let step = 0; step < this.count; step += 1)
      if (this.upTo(step + 1).size - this.upTo(step).size > 2 * size)
        this.#divide(step, order, size);
  }

  /** The records of the first so many steps. Not to be changed. */
  upTo(steps: number): SeqBits {
    return this.#sets[steps - 1] ?? NO_RECORDS;
  }

  /** The number of the step that a key belongs to. */
  stepOf(key: Key): number {
    return this.#sets.findIndex((_, step) => this.#isUpTo(step, key));
  }

  /** The keys of some steps, from one up to another. */
  keysOf(first: number, end: number): KeyRange {
    return { from: this.#cut(first), to: this.#cut(end) };
  }

  /**
   * The records under the keys of a range, as a set of the caller's own: those between the steps
   * that begin nearest to its ends, and what is missing there or too much. `undefined` when no step
   * is between: the range is better walked.
   */
  setOf(range: KeyRange, order: KeyOrder): SeqBits | undefined {
    const first = this.#nearest(range.from, order);
    const end = this.#nearest(range.to, order);
    if (first >= end) return undefined;
    const set = this.upTo(end).copy();
    if (first > 0) set.andNot(this.upTo(first));
    const steps = this.keysOf(first, end);
    order.collect({ from: range.from, to: steps.from }, set, false);
    order.collect({ from: steps.to, to: range.to }, set, false);
    order.collect({ from: steps.from, to: range.from }, set, true);
    order.collect({ from: range.to, to: steps.to }, set, true);
    return set;
  }

  /** The step that begins fewest records before or behind a cut. */
  #nearest(cut: Cut, order: KeyOrder): number {
    let step = 0;
    while (step < this.count && compareCuts(this.#cut(step + 1), cut) <= 0) step += 1;
    if (step === this.count) return step;
    const before = order.count({ from: this.#cut(step), to: cut });
    return before <= order.count({ from: cut, to: this.#cut(step + 1) }) ? step : step + 1;
  }

  /** Whether a key is in a step, or in one before it. */
  #isUpTo(step: number, key: Key): boolean {
    return step === this.#keys.length || compareKeys(key, this.#keys[step] as Key) < 0;
  }

  /** Where a step begins; behind the last, the end. */
  #cut(step: number): Cut {
    if (step === 0) return ALL_KEYS.from;
    return step === this.count ? ALL_KEYS.to : before(this.#keys[step - 1] as Key);
  }

  /** @returns the records of the step, and of all before it. */
  #divide(step: number, order: KeyOrder, size: number): SeqBits {
    const set = this.upTo(step).copy();
    const keys: Key[] = [];
    const sets: SeqBits[] = [];
    let held = 0;
    const isFirst = this.count === 0;
    order.walk(isFirst ? ALL_KEYS : this.keysOf(step, step + 1), false, (slice) => {
      for (let index = slice.first; index < slice.end; index += 1) {
        const posting = slice.postings[index] as Posting;
        const more = sizeOf(posting);
        if (held > 0 && held + more > size) {
          keys.push(slice.keys[index] as Key);
          sets.push(set.copy());
          held = 0;
        }
        addTo(set, posting);
        held += more;
      }
      return true;
    });
    this.#keys.splice(step, 0, ...keys);
    this.#sets.splice(step, 0, ...sets);
    return set;
  }
}
