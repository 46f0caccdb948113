import { isWithin, type Key } from '../index/key';
import { keyReader } from '../index/key-reader';
import type { KeyRanges } from './key-ranges';

/** What the value of one field must be. */
export interface FieldFilter {
  readonly field: string;
  readonly ranges: KeyRanges;
  /** Texts that it must have in it. No index helps with these. */
  readonly contains: readonly string[];
}

/** Which records are wanted, and in which order: that of their creation when nothing is said. */
export interface RecordQuery {
  /** One a field; all of them hold. */
  readonly filters: readonly FieldFilter[];
  readonly sort?: { readonly field: string; readonly isDown: boolean } | undefined;
}

/** A place in the answer to a query: just behind a record, which may be gone. */
export interface Place {
  /** The event that created it. */
  readonly seq: number;
  /** What it is sorted by. */
  readonly key?: Key | undefined;
}

/** Whether a record is one of those that the filters want. */
export function testerOf(filters: readonly FieldFilter[]): (json: string) => boolean {
  const tests = filters.map((filter) => ({ ...filter, keyOf: keyReader(filter.field) }));
  return (json) =>
    tests.every(({ ranges, contains, keyOf }) => {
      const key = keyOf(json);
      if (!ranges.some((range) => isWithin(key, range))) return false;
      return contains.every((text) => typeof key === 'string' && key.includes(text));
    });
}
