import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ViewEntry } from '../../engine/views/view-entry';
import { readViewLines, viewLines } from './view-lines';

const entries: readonly ViewEntry[] = [
  { seq: 1, key: 'p1', value: { count: 2, last: 'Été\n' } },
  { seq: 9, key: '', value: null },
];

/** What is read of a block, and whether all of it is. */
function read(block: string): { isWhole: boolean; found: ViewEntry[] } {
  const found: ViewEntry[] = [];
  const isWhole = readViewLines('sold', Buffer.from(block), (view, entry) => {
    assert.equal(view, 'sold');
    found.push(entry);
  });
  return { isWhole, found };
}

test('the values of a view read back as they were written, a line each', () => {
  const lines = [...viewLines(entries)];
  assert.deepEqual(lines, ['[1,"p1",{"count":2,"last":"Été\\n"}]\n', '[9,"",null]\n']);
  assert.deepEqual(read(lines.join('')), { isWhole: true, found: entries });
  assert.deepEqual(read(''), { isWhole: true, found: [] });
});

test('what is not a value of a view is refused', () => {
  for (const line of [
    '[1,"p1",2]',
    '\n',
    '{\n',
    '7\n',
    'null\n',
    '{}\n',
    '[1,"p1"]\n',
    '[1,2,3]\n',
  ])
    assert.equal(read(line).isWhole, false, line);
  for (const seq of ['"1"', '1.5', 'null', '1e300'])
    assert.equal(read(`[${seq},"p1",2]\n`).isWhole, false, seq);
});
