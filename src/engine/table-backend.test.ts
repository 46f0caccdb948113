import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RecordEntry } from './record-entry';
import { TableBackend } from './table-backend';

const RUNS = Number(process.env['RUNS'] ?? 50);

const plain = ({ id, json, version, createdSeq }: RecordEntry): RecordEntry => {
  return { id, json, version, createdSeq };
};

/** Of all lengths, and such as no client could choose. */
const id = fc.oneof(
  { weight: 20, arbitrary: fc.nat(40).map((number) => `r${number}`) },
  fc.nat(8).map((number) => 'long-identifier.'.repeat(16).slice(0, number * 16)),
  fc.constantFrom('', 'é', 'a"b', 'a","n":"b', 'x'.repeat(300), '€uro'),
);
const filling = fc.oneof(
  { weight: 20, arbitrary: fc.nat(400).map((length) => 'x'.repeat(length)) },
  { weight: 4, arbitrary: fc.nat(99).map((length) => 'é’😀'.repeat(length)) },
  fc.constantFrom('y'.repeat(40_000), 'ü'.repeat(20_000), 'z'.repeat(1_000_000)),
);
/** As the engine writes them, and as a log of others might have them. */
const form = fc.constantFrom<(id: string, filling: string) => string>(
  (name, text) => JSON.stringify({ id: name, text }),
  (name, text) => JSON.stringify({ id: name, text }),
  (name, text) => `{"id":"${name}","text":"${text}"}`,
  (name, text) => JSON.stringify({ text, id: name }),
  (_, text) => text,
);
const step = fc.record({
  kind: fc.constantFrom('put', 'put', 'put', 'put', 'remove', 'freeze'),
  id,
  filling,
  form,
});

test('agrees with a map after any changes, and what was read or frozen before stays', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 900, size: 'max' }), (steps) => {
      const backend = new TableBackend(7);
      const model = new Map<string, RecordEntry>();
      const kept: [Iterable<RecordEntry>, RecordEntry[]][] = [];
      for (const [index, { kind, id: name, filling: text, form: write }] of steps.entries()) {
        const seq = index + 1;
        const before = model.get(name);
        if (kind === 'freeze') {
          kept.push([backend.freeze(), [...model.values()]]);
        } else if (kind === 'remove') {
          assert.equal(backend.remove(name), model.delete(name));
        } else {
          const json = write(name, text);
          const record = { id: name, json, version: seq, createdSeq: before?.createdSeq ?? seq };
          assert.equal(backend.replace(name, json, seq), before !== undefined);
          if (before === undefined) backend.insert(record);
          model.set(name, record);
          if (index % 9 === 0) kept.push([[backend.get(name) as RecordEntry], [record]]);
        }
      }
      kept.push([backend.page(0, Infinity), [...model.values()]]);
      const { pieces, count } = backend.texts(0, { records: Infinity, bytes: Infinity });
      assert.equal(count, model.size);
      const list = [...model.values()].map(({ json }) => json).join(',');
      assert.equal(Buffer.concat(pieces).toString(), list);
      for (const [entries, expected] of kept)
        assert.deepEqual(Array.from(entries, plain), expected);
      assert.equal(backend.size, model.size);
      for (const { id: name } of steps) {
        const entry = backend.get(name);
        assert.deepEqual(entry && plain(entry), model.get(name));
      }
    }),
    { numRuns: RUNS },
  );
});

test('the memory of what is outdated is given back', () => {
  const backend = new TableBackend();
  const text = (seq: number): string => `{"id":"r${seq % 700}","text":"${'x'.repeat(1000)}"}`;
  for (let seq = 1; seq <= 700; seq += 1)
    backend.insert({ id: `r${seq % 700}`, json: text(seq), version: seq, createdSeq: seq });
  // Each slab keeps some that are never changed: none becomes empty by itself.
  for (let seq = 701; seq <= 20_000; seq += 1)
    if (seq % 7 > 0) assert.ok(backend.replace(`r${seq % 700}`, text(seq), seq));
  const live = backend.page(0, Infinity).reduce((sum, { json }) => sum + json.length + 1, 0);
  assert.equal(live > 700_000 && live < 720_000, true);
  // Two slabs: the one that is written into, and what stays unused at the ends of the others.
  assert.ok(backend.bytes < live * 1.5 + 2 * 512 * 1024, String(backend.bytes));
  const frozen = backend.freeze();
  for (let number = 0; number < 700; number += 1) assert.ok(backend.remove(`r${number}`));
  assert.ok(backend.bytes <= 512 * 1024, String(backend.bytes));
  assert.equal([...frozen].length, 700, 'who froze them still has them');
});

test('versions and places go beyond 32 bits', () => {
  const backend = new TableBackend();
  const far = 2 ** 40;
  for (const seq of [1, far, far + 1])
    backend.insert({ id: `r${seq}`, json: '{}', version: seq, createdSeq: seq });
  assert.ok(backend.replace('r1', '{"n":1}', far + 2));
  const entries = backend.page(0, 9).map(({ version, createdSeq }) => [version, createdSeq]);
  assert.deepEqual(entries, [
    [far + 2, 1],
    [far, far],
    [far + 1, far + 1],
  ]);
  assert.equal(backend.page(far, 9).length, 1);
});
