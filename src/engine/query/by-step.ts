import type { KeyPlace } from '../index/field-index';
import { compareKeys, intersection, isWithin, type KeyRange } from '../index/key';
import type { KeySteps } from '../index/key-steps';
import type { SeqBits } from '../index/seq-bits';
import { READ_COST, walk, type Ordered } from './set-walk';

export interface Stepping {
  readonly steps: KeySteps;
  /** From the first key on that is wanted, in the order that is. */
  readonly rest: KeyRange;
  readonly limit: number;
}

/**
 * Records of a set in the order of an index, by the steps of that: those that have none of the set
 * are passed as a whole, of those that have few only these are read, the others are walked.
 */
export function takeByStep(ordered: Ordered, { steps, rest, limit }: Stepping): KeyPlace[] {
  const { set, isDown } = ordered;
  const places: KeyPlace[] = [];
  const shares = new Shares(set, steps);
  const average = steps.upTo(steps.count).size / steps.count;
  const first = isDown ? rest.to.key : rest.from.key;
  let step: number | undefined = steps.stepOf(first);
  for (; step !== undefined && places.length < limit; step = shares.next(step, isDown)) {
    const keys = intersection(steps.keysOf(step, step + 1), rest);
    if (keys === undefined) continue;
    const isFew = shares.in(step) * READ_COST < average;
    const taking = { ranges: [keys], limit: limit - places.length, passedMax: Infinity };
    const found = isFew
      ? readEach(ordered, membersOf(set, steps, step), keys).slice(0, taking.limit)
      : walk(ordered, taking).places;
    places.push(...found);
  }
  return places;
}

function membersOf(set: SeqBits, steps: KeySteps, step: number): readonly number[] {
  const members = set.copy();
  members.and(steps.upTo(step + 1));
  members.andNot(steps.upTo(step));
  const seqs: number[] = [];
  members.takeAbove(0, Infinity, seqs);
  return seqs;
}

function readEach({ keyOf, isDown }: Ordered, seqs: readonly number[], keys: KeyRange): KeyPlace[] {
  const places: KeyPlace[] = [];
  for (const seq of seqs) {
    const key = keyOf(seq);
    if (key !== undefined && isWithin(key, keys)) places.push({ key, seq });
  }
  const sign = isDown ? -1 : 1;
  return places.sort((a, b) => sign * compareKeys(a.key, b.key) || a.seq - b.seq);
}

/** How many records of a set the steps of an index have, counted where that is asked. */
class Shares {
  readonly #set: SeqBits;
  readonly #steps: KeySteps;
  readonly #upTo: (number | undefined)[] = [0];

  constructor(set: SeqBits, steps: KeySteps) {
    this.#set = set;
    this.#steps = steps;
  }

  in(step: number): number {
    return this.#count(step + 1) - this.#count(step);
  }

  /** The next step that has some. */
  next(step: number, isDown: boolean): number | undefined {
    const before = this.#count(step);
    if (isDown) return before === 0 ? undefined : this.#stepOf(before);
    const upTo = this.#count(step + 1);
    return upTo === this.#count(this.#steps.count) ? undefined : this.#stepOf(upTo + 1);
  }

  /** The step that has the first, second, … record of the set. */
  #stepOf(ordinal: number): number {
    let low = 0;
    let high = this.#steps.count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#count(middle + 1) >= ordinal) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #count(steps: number): number {
    return (this.#upTo[steps] ??= this.#set.countShared(this.#steps.upTo(steps)));
  }
}
