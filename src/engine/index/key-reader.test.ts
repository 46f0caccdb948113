import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NESTED } from './key';
import { keyReader } from './key-reader';

const names = ['a', 'b', 'constructor'];
const text = fc.oneof(fc.string(), fc.constantFrom(',"a":1', '{"id":', '\\', '"', '\\"', '{'));
const value = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.jsonValue());

test('one field of a text is what parsing the text gives', () => {
  const record = fc.record(
    { id: text, x: value, a: value, b: value, constructor: value },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(record, ({ id, ...fields }) => {
      const json = JSON.stringify(id === undefined ? fields : { id, ...fields });
      const parsed = JSON.parse(json) as Record<string, unknown>;
      for (const name of names) {
        const held = Object.hasOwn(parsed, name) ? parsed[name] : null;
        const expected = typeof held === 'object' && held !== null ? NESTED : held;
        assert.equal(keyReader(name)(json), expected, `${name} of ${json}`);
      }
      assert.equal(keyReader('id')(json), id ?? null);
    }),
    { numRuns: 5_000 },
  );
});

test('text that is written with spaces is read too', () => {
  assert.equal(keyReader('a')('{ "id": "x", "a": 1 }'), 1);
});
