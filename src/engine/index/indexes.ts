import type { RecordEntry } from '../record-entry';
import type { RecordReader } from '../state-engine-backend';
import { FieldIndex } from './field-index';
import { indexKey, type Key } from './key';
import { keyReader, type KeyReader } from './key-reader';
import { takeAfter } from './posting';

/** Records read at a time while the indexes are made. */
const READ_RECORDS = 1_000;

interface Indexed {
  readonly index: FieldIndex;
  readonly keyOf: KeyReader;
}

/**
 * The indexes of a model. They are caches of its records (INV-7): nothing is kept of them on disk,
 * and they are made from the records when the first is asked for. From then on each change of a
 * record changes them in the same step, so a reader never finds one without the other.
 */
export class Indexes {
  readonly #records: RecordReader;
  readonly #fields: ReadonlyMap<string, Indexed>;
  #isMade = false;
  #changes = 0;

  constructor(fields: readonly string[], records: RecordReader) {
    this.#records = records;
    this.#fields = new Map(
      fields.map((field) => [field, { index: new FieldIndex(), keyOf: indexReader(field) }]),
    );
    this.#isMade = fields.length === 0;
  }

  /** The index of a field; `undefined` when it has none. */
  of(field: string): FieldIndex | undefined {
    if (!this.#isMade) this.#make();
    return this.#fields.get(field)?.index;
  }

  /** Goes up whenever a record comes, goes, or gets another key. */
  get changes(): number {
    return this.#changes;
  }

  /** Makes them now, their orders included: the first query need not. */
  prepare(): void {
    for (const field of this.#fields.keys()) this.of(field)?.sort();
  }

  /** Records whose field has a value, as they were created. */
  *holdersOf(field: string, value: Key): Generator<RecordEntry> {
    const posting = this.of(field)?.posting(value);
    const seqs: number[] = [];
    takeAfter(posting, 0, Infinity, seqs);
    for (const seq of seqs) {
      const entry = entryOf(this.#records, seq);
      if (entry !== undefined) yield entry;
    }
  }

  /** A record is there now. */
  add(seq: number, json: string): void {
    if (!this.#isMade) return;
    this.#changes += 1;
    for (const { index, keyOf } of this.#fields.values()) index.add(keyOf(json), seq);
  }

  /** A record has other fields now. */
  move(seq: number, before: string, after: string): void {
    if (!this.#isMade) return;
    for (const { index, keyOf } of this.#fields.values()) {
      const old = keyOf(before);
      const key = keyOf(after);
      if (old === key) continue;
      this.#changes += 1;
      index.move(seq, old, key);
    }
  }

  /** A record is gone. */
  remove(seq: number, json: string): void {
    if (!this.#isMade) return;
    this.#changes += 1;
    for (const { index, keyOf } of this.#fields.values()) index.remove(keyOf(json), seq);
  }

  #make(): void {
    this.#isMade = true;
    let last = 0;
    for (;;) {
      const entries = this.#records.page(last, READ_RECORDS);
      if (entries.length === 0) return;
      for (const { createdSeq, json } of entries) {
        this.add(createdSeq, json);
        last = createdSeq;
      }
    }
  }
}

const indexReader = (field: string): KeyReader => {
  const read = keyReader(field);
  return (json) => indexKey(read(json));
};

/** The record that an event created, if it is still there. */
export function entryOf(records: RecordReader, createdSeq: number): RecordEntry | undefined {
  const [entry] = records.page(createdSeq - 1, 1);
  return entry?.createdSeq === createdSeq ? entry : undefined;
}
