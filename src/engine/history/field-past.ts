import type { HistoryRule } from '../../model/history-rule';
import { isBy, type Instant } from './instant';
import type { Version } from './past-entry';

/** A list is copied, in exactly the memory it needs, until it is this long; then it grows. */
const COPIED_MAX = 16;

/**
 * The versions of one field of one record that are kept, oldest first. Immutable: a longer one is
 * another one. They share the array they are windows of, which only ever grows at its end, so a
 * field that changes for the millionth time costs what it costs for the second.
 */
export class FieldPast {
  readonly #versions: Version[];
  readonly #from: number;
  readonly #to: number;

  private constructor(versions: Version[], from: number, to: number) {
    this.#versions = versions;
    this.#from = from;
    this.#to = to;
  }

  static none(): FieldPast {
    return new FieldPast([], 0, 0);
  }

  /** What a rule keeps of some versions, whose last one is the present. */
  static of(versions: readonly Version[], rule: HistoryRule): FieldPast {
    const from = Math.max(0, versions.length - rule.versions);
    return new FieldPast(versions.slice(from), 0, versions.length - from);
  }

  get count(): number {
    return this.#to - this.#from;
  }

  /** The present value. */
  get last(): Version | undefined {
    return this.#from === this.#to ? undefined : this.#versions[this.#to - 1];
  }

  /** @param index from 0, the oldest. */
  version(index: number): Version | undefined {
    return index < this.count ? this.#versions[this.#from + index] : undefined;
  }

  toArray(): readonly Version[] {
    return this.#versions.slice(this.#from, this.#to);
  }

  /** The version that was in force at an instant; `undefined` when it is not kept, or none was. */
  at(instant: Instant): Version | undefined {
    const after = this.#firstWhere((version) => !isBy(version, instant));
    return after === this.#from ? undefined : this.#versions[after - 1];
  }

  /** With one more version, and without what the rule does not keep any more at its time. */
  with(version: Version, rule: HistoryRule): FieldPast {
    const from = Math.max(this.#from, this.#to + 1 - rule.versions);
    return this.#grown(version, from).without(version.timestamp, rule);
  }

  /** Without the values that were replaced longer ago than the rule keeps them. */
  without(nowUs: number, { maxAgeUs }: HistoryRule): FieldPast {
    if (maxAgeUs === Infinity || this.count < 2) return this;
    const oldest = nowUs - maxAgeUs;
    if ((this.#versions[this.#from + 1] as Version).timestamp >= oldest) return this;
    // Each version was replaced at the time of the next one; nothing has replaced the last.
    const kept = this.#firstWhere(({ timestamp }) => timestamp >= oldest) - 1;
    return new FieldPast(this.#versions, kept, this.#to);
  }

  /** The same in an array of its own, once what is not kept takes as much memory as what is. */
  closedUp(): FieldPast {
    if (this.#from <= this.count) return this;
    return new FieldPast(this.#versions.slice(this.#from, this.#to), 0, this.count);
  }

  #grown(version: Version, from: number): FieldPast {
    const isNewest = this.#to === this.#versions.length;
    const isLong = this.#to - from >= COPIED_MAX;
    // Half of a long array that nobody wants: copying it now is paid for by what came since.
    if (!isNewest || !isLong || from * 2 > this.#to) {
      const versions = new Array<Version>(this.#to - from + 1);
      for (let at = from; at < this.#to; at += 1)
        versions[at - from] = this.#versions[at] as Version;
      versions[this.#to - from] = version;
      return new FieldPast(versions, 0, versions.length);
    }
    this.#versions.push(version);
    return new FieldPast(this.#versions, from, this.#to + 1);
  }

  /** Place of the first version that is late enough; the end when none is. */
  #firstWhere(isLate: (version: Version) => boolean): number {
    let low = this.#from;
    let high = this.#to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isLate(this.#versions[middle] as Version)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
