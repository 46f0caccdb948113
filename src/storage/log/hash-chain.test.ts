import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHash } from 'node:crypto';
import { isHashRight, sealHash, storedHash, type HashPlace } from './hash-chain';

const PREVIOUS = 'b'.repeat(64);
const AT = 7;

for (const [as, bytes] of [
  ['latin1', 64],
  ['hex', 32],
] as const) {
  const place: HashPlace = { at: 5, bytes, as, from: 3, tail: 2 };
  /** A record that stands among other bytes. */
  const sealed = (): { content: Buffer; end: number } => {
    const content = Buffer.from('record, '.repeat(20));
    const end = AT + place.at + bytes + 10;
    sealHash(place, content, AT, end, PREVIOUS);
    return { content, end };
  };

  test(`${as}: a hash covers the one before and what of the record it says, and nothing else`, () => {
    const { content, end } = sealed();
    const covered = Buffer.from(content.subarray(AT + place.from, end - place.tail));
    covered.write(PREVIOUS, place.at - place.from, as);
    const expected = createHash('sha256').update(covered).digest('hex');
    assert.equal(storedHash(place, content, AT), expected);
    assert.equal(isHashRight(place, content, AT, end, PREVIOUS), true);
    const outside = Buffer.from(content);
    for (const at of [AT + place.from - 1, end - place.tail]) outside[at] = 0;
    assert.equal(isHashRight(place, outside, AT, end, PREVIOUS), true);
  });

  test(`${as}: a hash that is not right is told, and the bytes are left as they are`, () => {
    const { content, end } = sealed();
    for (const at of [AT + place.from, AT + place.at, end - place.tail - 1]) {
      const changed = Buffer.from(content);
      changed[at] = 0x30;
      const before = Buffer.from(changed);
      assert.equal(isHashRight(place, changed, AT, end, PREVIOUS), false, `byte ${at}`);
      assert.deepEqual(changed, before);
    }
    const before = Buffer.from(content);
    assert.equal(isHashRight(place, content, AT, end, 'c'.repeat(64)), false, 'behind another');
    assert.deepEqual(content, before);
  });
}
