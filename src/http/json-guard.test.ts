import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LithairError } from '../errors/lithair-error';
import { parseJson } from './parse-json';

const refusal = (text: string | Buffer, keysMax = 9_999): string | undefined => {
  try {
    parseJson(Buffer.from(text as string), keysMax);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof LithairError, String(error));
    return error.code;
  }
};

test('lets every JSON value through that JavaScript keeps exactly, unchanged', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      const isTooLarge = JSON.stringify(JSON.parse(text)).includes('e+') || /\d{16}/.test(text);
      if (isTooLarge || text.includes('__proto__')) return;
      assert.deepEqual(parseJson(Buffer.from(text), 9_999), JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
});

test('refuses more than 64 levels, in arrays, objects and both, and counts none inside strings', () => {
  assert.equal(refusal('['.repeat(64) + ']'.repeat(64)), undefined);
  assert.equal(refusal('['.repeat(65) + ']'.repeat(65)), 'json_too_deep');
  assert.equal(refusal('{"a":'.repeat(65) + '1' + '}'.repeat(65)), 'json_too_deep');
  assert.equal(refusal('['.repeat(500_000)), 'json_too_deep');
  assert.equal(refusal(JSON.stringify('[{'.repeat(100))), undefined);
});

test('refuses too many keys', () => {
  const keys = (count: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 1])));
  assert.equal(refusal(keys(9_999)), undefined);
  assert.equal(refusal(keys(10_000)), 'json_too_many_keys');
});

test('refuses numbers that would be stored as something else', () => {
  for (const text of [
    '1e400',
    '-1e400',
    '9007199254740993',
    '[1,12345678901234567890]',
    '1e308000',
    '1e300',
  ]) {
    assert.equal(refusal(text), 'number_out_of_range', text);
  }
  for (const text of [
    '9007199254740991',
    '-0.5',
    '1e3',
    '1E-7',
    '0.1234567890123456789',
    '"1e400"',
  ]) {
    assert.equal(refusal(text), undefined, text);
  }
});

test('refuses __proto__ however it is spelled, as a key and only as a key', () => {
  assert.equal(refusal('{"__proto__":{"x":1}}'), 'forbidden_key');
  assert.equal(refusal('{"a":[{"\\u005f_proto_\\u005F":1}]}'), 'forbidden_key');
  assert.equal(refusal('{"a":"__proto__"}'), undefined);
  assert.equal(refusal('{"constructor":1,"prototype":2}'), undefined);
});

test('names what is wrong with the text itself', () => {
  assert.equal(refusal(''), 'empty_body');
  assert.equal(refusal('{"a":'), 'malformed_json');
  assert.equal(refusal('\u{feff}{}'), 'malformed_json');
  assert.equal(refusal('"unfinished \\'), 'malformed_json');
  assert.equal(refusal('1-2e'), 'malformed_json');
  assert.equal(refusal(Buffer.from([0x22, 0xc3, 0x28, 0x22])), 'invalid_utf8');
});
