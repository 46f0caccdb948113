import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { FORMS, LOG } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { jsonEncoding } from './json-encoding';
import { formOf, newSalt, newSegment, readHeader, type HeaderReading } from './segment-header';

async function readFile(content: Uint8Array) {
  const disk = new MemoryDisk();
  disk.put(LOG, content);
  return readHeader(await disk.open(LOG, 'read'));
}

/** Reads a first line whose checksum is right, whatever it says. */
async function reading(line: object | string): Promise<HeaderReading> {
  const json = typeof line === 'string' ? line : JSON.stringify(line);
  const bytes = Buffer.from(`${' '.repeat(9)}${json}\n`);
  jsonEncoding.seal(bytes, 0, bytes.length, 0);
  return (await readFile(bytes)).header;
}

const log = { log_id: 'a'.repeat(32), encoding: 'binary', hashChain: false, salt: 5 } as const;
const nothing = { seq: 0, timestamp: 0, crc: 0 };
const { header } = newSegment(log, 0, { seq: 7, timestamp: 8, crc: 9 });

test('reads the header that it writes', async () => {
  assert.deepEqual(await reading(header), header);
  assert.equal(header.base_seq, 7);
  assert.equal(header.created_at, '1970-01-01T00:00:00.000Z');
});

test('what is not a header of ours, and what a newer version wrote, is told apart', async () => {
  for (const line of ['{', 'null', '[]', '{}', { ...header, format: 'other' }])
    assert.equal(await reading(line), 'foreign', JSON.stringify(line));
  assert.equal(await reading({ ...header, log_id: 7 }), 'foreign');
  assert.equal(await reading({ ...header, min_reader: 99 }), 'newer');
  assert.equal(await reading({ ...header, min_reader: undefined }), 'newer');
  assert.equal(await reading({ ...header, encoding: 'other' }), 'newer');
});

for (const { form, formName } of FORMS) {
  test(`${formName}: a segment goes on where its header ends, behind what it says`, async () => {
    const hash = form.hashChain ? 'b'.repeat(64) : undefined;
    for (const before of [
      { seq: 7, timestamp: 8, crc: 9, hash },
      { ...nothing, hash: undefined },
    ]) {
      const made = newSegment({ ...log, ...form }, 0, before);
      const { header: read, start } = await readFile(Buffer.concat([made.line, Buffer.from('x')]));
      assert.deepEqual(read, made.header);
      assert.deepEqual(start, made.end);
      assert.deepEqual(made.header.base_hash, before.hash);
      assert.equal('base_hash' in made.header, before.hash !== undefined);
      const json = JSON.stringify(made.header);
      const chained = createHash('sha256').update(json).digest('hex');
      assert.equal(start.hash, form.hashChain ? chained : undefined);
      assert.deepEqual(formOf(made.header), form);
    }
  });
}

test('a first line that is damaged, or has no end, is of nobody, and nothing starts behind it', async () => {
  const { line } = newSegment(log, 0, nothing);
  const damaged = Buffer.from(line);
  damaged[30] = (damaged[30] as number) ^ 1;
  for (const content of [damaged, line.subarray(0, -1), Buffer.alloc(0), Buffer.from('\n')]) {
    const { header: read, start } = await readFile(content);
    assert.equal(read, 'foreign');
    const { base, seq, timestamp, hash } = start;
    assert.deepEqual([base, seq, timestamp, hash], [0, 0, 0, undefined]);
  }
});

test('a header of the first version had one segment, of lines', async () => {
  const { format, log_id, created_at } = header;
  const first = { format, log_id, created_at, version: 1, min_reader: 1 };
  const rest = { encoding: 'json', salt: 0, base_seq: 0, base_time: 0, base_crc: 0 };
  assert.deepEqual(await reading(first), { ...rest, ...first });
});

test('a salt is never that of the first version', () => {
  const zeros = { ...testEnvironment(), randomBytes: (count: number) => new Uint8Array(count) };
  assert.equal(newSalt(zeros), 1);
  assert.notEqual(newSalt(testEnvironment()), 1);
});

test('a first line has a bound, for whoever writes it and for whoever reads it', async () => {
  const schema = { things: 'x'.repeat(1024 * 1024) } as never;
  const large = { ...log, schema };
  assert.throws(() => newSegment(large, 0, { seq: 7, timestamp: 8, crc: 9 }), {
    code: 'invalid_model',
  });
  assert.equal((await readFile(Buffer.alloc(1024 * 1024 + 1, 'x'))).header, 'foreign');
});
