import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecordEntry } from './record-entry';
import type { RecordTexts, TextBounds } from './record-texts';
import type { StateEngineBackend } from './state-engine-backend';

/** An entry may be an object of which only the accessors say what it is. */
const plain = ({ id, json, version, createdSeq }: RecordEntry): RecordEntry => {
  return { id, json, version, createdSeq };
};
const plainOf = (entries: Iterable<RecordEntry>): RecordEntry[] => Array.from(entries, plain);

/** The same promises, kept in the most obvious way: an array that is searched. */
class ArrayBackend implements StateEngineBackend {
  #entries: RecordEntry[] = [];
  get size(): number {
    return this.#entries.length;
  }
  get(id: string): RecordEntry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }
  insert(entry: RecordEntry): void {
    this.#entries.push(entry);
  }
  replace(id: string, json: string, version: number): boolean {
    const at = this.#entries.findIndex((entry) => entry.id === id);
    const entry = this.#entries[at];
    if (entry !== undefined) this.#entries[at] = { ...entry, json, version };
    return entry !== undefined;
  }
  remove(id: string): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    return this.#entries.length < before;
  }
  freeze(): readonly RecordEntry[] {
    return [...this.#entries];
  }
  page(createdSeq: number, limit: number): RecordEntry[] {
    return this.#entries.filter((entry) => entry.createdSeq > createdSeq).slice(0, limit);
  }
  texts(createdSeq: number, { records, bytes }: TextBounds): RecordTexts {
    const [taken, all]: [RecordEntry[], RecordEntry[]] = [[], this.page(createdSeq, Infinity)];
    let length = 0;
    for (const entry of all) {
      if (taken.length === records || length >= bytes) break;
      taken.push(entry);
      length += Buffer.byteLength(entry.json) + 1;
    }
    const text = Buffer.from(taken.map(({ json }) => json).join(','));
    const [last, count] = [taken.at(-1)?.createdSeq ?? createdSeq, taken.length];
    return { pieces: [text], count, last, hasMore: all.length > count };
  }
  pick(random: () => number): RecordEntry | undefined {
    return this.#entries[Math.floor(random() * this.#entries.length)];
  }
}

const whole = ({ pieces, ...texts }: RecordTexts): object => {
  return { ...texts, text: Buffer.concat(pieces).toString() };
};

const operation = fc.record({
  kind: fc.constantFrom('put', 'put', 'remove'),
  id: fc.integer({ min: 0, max: 120 }).map(String),
});

/** Every backend behaves as `ArrayBackend` does, after any sequence of changes. */
export function backendContract(name: string, makeBackend: () => StateEngineBackend): void {
  test(`${name}: agrees with an array after any changes`, () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 600 }),
        fc.nat(700),
        fc.integer({ min: 1, max: 90 }),
        (all, from, limit) => {
          const backend = makeBackend();
          const model = new ArrayBackend();
          let frozen = backend.freeze();
          let expected = model.freeze();
          for (const [index, { kind, id }] of all.entries()) {
            const seq = index + 1;
            if (seq === from) {
              frozen = backend.freeze();
              expected = model.freeze();
            }
            if (kind === 'remove') {
              assert.equal(backend.remove(id), model.remove(id));
            } else {
              const json = `{"id":"${id}","n":${seq}}`;
              const isThere = backend.replace(id, json, seq);
              assert.equal(isThere, model.replace(id, json, seq));
              if (isThere) continue;
              const record = { id, json, version: seq, createdSeq: seq };
              backend.insert(record);
              model.insert(record);
            }
          }
          assert.equal(backend.size, model.size);
          assert.deepEqual(plainOf(frozen), expected, 'what was frozen stays');
          assert.deepEqual(plainOf(backend.page(from, limit)), model.page(from, limit));
          for (const bytes of [1, limit * 20, Infinity]) {
            const bounds = { records: limit, bytes };
            assert.deepEqual(whole(backend.texts(from, bounds)), whole(model.texts(from, bounds)));
          }
          for (let id = 0; id <= 120; id += 1) {
            const entry = backend.get(String(id));
            assert.deepEqual(entry && plain(entry), model.get(String(id)));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test(`${name}: picks every record, and none that is gone`, () => {
    const backend = makeBackend();
    for (let seq = 1; seq <= 200; seq += 1) {
      backend.insert({ id: `r${seq}`, json: '{}', version: seq, createdSeq: seq });
    }
    for (let seq = 1; seq <= 200; seq += 2) backend.remove(`r${seq}`);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 100_000; draw += 1) {
      const id = backend.pick(Math.random)?.id ?? 'none';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    assert.equal(counts.size, 100);
    // Expected 1000 each, standard deviation 31: 200 is six of them.
    for (const [id, count] of counts)
      assert.ok(Math.abs(count - 1000) < 200, `${id} was picked ${count} times`);
    assert.equal(makeBackend().pick(Math.random), undefined);
  });
}
