import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PackReader, PackWriter } from './msgpack';

/** The bytes of what is written, and a reader at their start. */
function packed(write: (writer: PackWriter) => void): Buffer {
  const target = Buffer.alloc(4096, 0xee);
  const writer = new PackWriter();
  writer.begin(target, 3);
  write(writer);
  return target.subarray(3, writer.at);
}

function readerOf(bytes: Buffer, end = bytes.length): PackReader {
  const reader = new PackReader();
  reader.begin(bytes, 0, end);
  return reader;
}

test('the shortest form that is known of a number is written, and any number reads back', () => {
  const cases = [
    [0, '00'],
    [127, '7f'],
    [128, 'ce00000080'],
    [0xffff_ffff, 'ceffffffff'],
    [0x1_0000_0000, 'cf0000000100000000'],
    [Number.MAX_SAFE_INTEGER, 'cf001fffffffffffff'],
  ] as const;
  for (const [value, hex] of cases) {
    const bytes = packed((writer) => writer.integer(value));
    assert.equal(bytes.toString('hex'), hex);
    const reader = readerOf(bytes);
    assert.deepEqual([reader.integer(), reader.isDone], [value, true]);
  }
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      for (const width of ['short', 'full'] as const) {
        const bytes = packed((writer) => writer.integer(value, width));
        if (width === 'full') assert.equal(bytes.length, 9);
        const reader = readerOf(bytes);
        assert.deepEqual([reader.integer(), reader.isDone], [value, true]);
      }
    }),
  );
});

test('text of no length is text, and nothing is written behind a text', () => {
  const target = Buffer.alloc(20, 0xee);
  const writer = new PackWriter();
  writer.begin(target, 0);
  writer.ascii('');
  writer.text('');
  writer.ascii('ab');
  assert.equal(target.toString('hex', 0, writer.at + 2), 'd900db00000000d9026162eeee');
  const reader = readerOf(target, writer.at);
  assert.deepEqual([reader.stringBytes(), reader.stringBytes()], [0, 0]);
  assert.deepEqual([reader.ascii(reader.stringBytes()), reader.isDone], ['ab', true]);
});

test('text reads back as it was, ASCII or not, and is passed over', () => {
  const text = 'Été, 日本';
  const bytes = packed((writer) => {
    writer.ascii('plain');
    writer.text(text);
    writer.text('also plain');
    writer.nil();
  });
  const reader = readerOf(bytes);
  assert.equal(reader.ascii(reader.stringBytes()), 'plain');
  assert.equal(reader.text(reader.stringBytes(), false), text);
  assert.equal(reader.nil(), false);
  assert.equal(reader.text(reader.stringBytes(), true), 'also plain');
  assert.equal(reader.isDone, false);
  assert.equal(reader.nil(), true);
  assert.equal(reader.isDone, true);
  const passing = readerOf(bytes);
  for (let index = 0; index < 3; index += 1)
    assert.equal(passing.skipped(passing.stringBytes()), '');
  assert.deepEqual([passing.nil(), passing.isDone], [true, true]);
});

test('bytes have the length that is expected, or the reading is wrong', () => {
  const bytes = packed((writer) => writer.room(4));
  assert.deepEqual(bytes, Buffer.from([0xc4, 4, 0xee, 0xee, 0xee, 0xee]));
  const reader = readerOf(bytes);
  assert.deepEqual([reader.binary(4), reader.isDone], ['eeeeeeee', true]);
  for (const other of ['c403eeeeeeee', 'c504eeeeeeee']) {
    const wrong = readerOf(Buffer.from(other, 'hex'));
    wrong.binary(4);
    assert.equal(wrong.isDone, false, other);
  }
});

test('names read back, and are passed over; a list that is another, or cut short, is never done', () => {
  const ways = [
    (reader: PackReader) => reader.names(),
    (reader: PackReader) => reader.skippedNames(),
  ];
  for (const names of [[], [''], ['a', 'long_name'], Array.from({ length: 300 }, String)]) {
    const bytes = packed((writer) => writer.names(names));
    for (const [index, read] of ways.entries()) {
      const reader = readerOf(bytes);
      assert.deepEqual([read(reader), reader.isDone], [index === 0 ? names : undefined, true]);
      for (let end = 0; end < bytes.length; end += 1) {
        const cut = readerOf(bytes, end);
        read(cut);
        assert.equal(cut.isDone, false, `cut to ${end}`);
      }
    }
  }
  for (const hex of ['dc000107', '91d90161', 'dd00000001d90161', 'dc0001c0', 'c0'])
    for (const read of ways) {
      const reader = readerOf(Buffer.from(hex, 'hex'));
      read(reader);
      assert.equal(reader.isDone, false, hex);
    }
});

test('what is not in the form of ours, or cut short, is never done', () => {
  // One of them is followed by as many bytes as a number has.
  const numbers = ['c0', 'cd0001', 'd0', 'e0', 'cc01', 'd3', 'd2', 'ce000000', 'ce010101', ''];
  for (const hex of [...numbers, 'cf00000000000000', `d3${'01'.repeat(8)}`]) {
    const reader = readerOf(Buffer.from(hex, 'hex'));
    assert.deepEqual([reader.integer(), reader.isDone], [0, false], hex);
  }
  for (const hex of [
    'da000161',
    'da0000000161',
    'a161',
    'd90261',
    'db0000000261',
    'db000000',
    'd9',
  ]) {
    const reader = readerOf(Buffer.from(hex, 'hex'));
    assert.deepEqual([reader.stringBytes(), reader.isDone], [0, false], hex);
  }
  // A length that is there, of a record that ends before: what follows belongs to another.
  const bytes = packed((writer) => {
    writer.text('abc');
    writer.integer(5);
  });
  for (let end = 0; end < bytes.length; end += 1) {
    const reader = readerOf(bytes, end);
    reader.text(reader.stringBytes(), true);
    reader.integer();
    assert.equal(reader.isDone, false, `cut to ${end}`);
  }
  const reader = readerOf(bytes);
  reader.text(reader.stringBytes(), true);
  assert.equal(reader.isDone, false, 'something is left');
  assert.deepEqual([reader.integer(), reader.isDone], [5, true]);
  reader.begin(bytes, 0, bytes.length);
  assert.equal(reader.stringBytes(), 3, 'a reader that was wrong begins again');
});
