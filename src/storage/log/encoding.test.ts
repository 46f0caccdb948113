import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LoggedEvent } from '../../engine/event';
import { MemoryDisk } from '../../testing/memory-disk';
import { eventOf, FORMS, LOG } from '../../testing/sample-log';
import { ENCODINGS, findLaterSynced, type Encoding, type LogRecord } from './encoding';
import { sealHash } from './hash-chain';
import { envelopeOf } from './json-encoding';
import { encodingOf, newSegment, type SegmentForm } from './segment-header';

/** How much is read at once. */
const PIECE_BYTES = 4 * 1024 * 1024;
const ALL = { isAscii: false, isWhole: true };

function encodingFor(form: SegmentForm): Encoding {
  const log = { log_id: 'a'.repeat(32), salt: 7, ...form };
  return encodingOf(newSegment(log, 0, { seq: 0, timestamp: 0, crc: 0 }).header);
}

/** A record by itself, sealed behind a checksum and a hash. */
function recordOf(encoding: Encoding, what: LoggedEvent | number, previous = 0): Buffer {
  let bytes = Buffer.alloc(200);
  if (typeof what === 'number') bytes = bytes.subarray(encoding.putMarker(bytes, 200, what));
  else {
    bytes = Buffer.alloc(encoding.roomFor(what), 0xee);
    bytes = bytes.subarray(0, encoding.putEvent(bytes, 0, what));
    const { hashPlace } = encoding;
    if (hashPlace !== undefined) sealHash(hashPlace, bytes, 0, bytes.length, 'b'.repeat(64));
  }
  encoding.seal(bytes, 0, bytes.length, previous);
  return bytes;
}

/** Records, each behind the one before. */
function recordsOf(encoding: Encoding, all: readonly (LoggedEvent | number)[]): Buffer[] {
  let crc = 0;
  return all.map((what) => {
    const record = recordOf(encoding, what, crc);
    crc = encoding.storedCrc(record, 0);
    return record;
  });
}

const digits = fc.stringMatching(/^[0-9a-z-]{1,60}$/);
const plainRecord = { noNullPrototype: true };
const event: fc.Arbitrary<LoggedEvent> = fc.record(
  {
    seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    type: fc.stringMatching(/^[A-Z][A-Za-z]{1,30}$/),
    eventId: digits,
    aggregateId: digits,
    timestamp: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    txLeft: fc.nat(100_000),
    request: fc.option(
      fc.record({ key: digits, fingerprint: fc.constant('f'.repeat(32)) }, plainRecord),
      { nil: undefined },
    ),
    changed: fc.option(fc.array(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/)), {
      nil: undefined,
    }),
    payload: fc
      .dictionary(fc.string(), fc.string({ unit: 'grapheme' }))
      .map((one) => JSON.stringify(one)),
  },
  plainRecord,
);

for (const { form, formName } of FORMS) {
  const { hashChain } = form;

  test(`${formName}: what is written reads back, wherever it stands (property)`, () => {
    const encoding = encodingFor(form);
    fc.assert(
      fc.property(event, fc.nat(300), fc.boolean(), (one, offset, isWhole) => {
        const record = recordOf(encoding, one, 5);
        assert.ok(record.length <= encoding.roomFor(one), 'there is room for it');
        const bytes = Buffer.concat([Buffer.alloc(offset, '"'), record, Buffer.alloc(40, '"')]);
        const end = offset + record.length;
        assert.equal(encoding.endOf(bytes, offset, bytes.length), end);
        assert.equal(encoding.hasHash(bytes, offset), hashChain);
        const crc = encoding.check(bytes, offset, end, 5);
        assert.equal(crc, encoding.storedCrc(bytes, offset));
        assert.ok(crc >= 0);
        const read = encoding.parse(bytes, offset, end, { isAscii: false, isWhole });
        assert.ok(read?.kind === 'event');
        const { hash, ...rest } = read.event;
        assert.equal('hash' in read.event, hashChain);
        assert.deepEqual(rest, isWhole ? one : { ...one, eventId: '', changed: undefined });
        assert.equal(hash?.length, hashChain ? 64 : undefined);
      }),
    );
  });

  test(`${formName}: payloads that are known to be ASCII read back as well`, () => {
    const encoding = encodingFor(form);
    const one = { ...eventOf(5), payload: '{"a":"plain"}' };
    const record = recordOf(encoding, one);
    const read = encoding.parse(record, 0, record.length, { isAscii: true, isWhole: true });
    assert.ok(read?.kind === 'event');
    const { hash: _, ...rest } = read.event;
    assert.deepEqual(rest, one);
  });

  test(`${formName}: there is room for an event of the longest characters and keys`, () => {
    const encoding = encodingFor(form);
    const request = { key: 'k'.repeat(128), fingerprint: 'f'.repeat(32) };
    const id = 'i'.repeat(255);
    const named = { type: 'T'.repeat(200), eventId: id, aggregateId: id };
    for (const payload of [
      '{}',
      JSON.stringify('日'.repeat(1000)),
      JSON.stringify('é'.repeat(999)),
    ]) {
      const changed = Array.from({ length: 200 }, (_, n) => `${n}_`.padEnd(63, 'x'));
      const edges = { seq: 2 ** 53 - 1, timestamp: 2 ** 53 - 1, request, changed, payload };
      const one = { ...eventOf(1, 7), ...named, ...edges };
      const target = Buffer.alloc(encoding.roomFor(one) + 10, 0xaa);
      const end = encoding.putEvent(target, 0, one);
      assert.ok(end <= encoding.roomFor(one));
      assert.deepEqual(target.subarray(end), Buffer.alloc(target.length - end, 0xaa));
    }
  });

  test(`${formName}: a marker reads back, and its length is that of any other number of digits it has`, () => {
    const encoding = encodingFor(form);
    for (const synced of [0, 7, 127, 128, 2 ** 32, 2 ** 53 - 1]) {
      const record = recordOf(encoding, synced, 3);
      assert.equal(encoding.endOf(record, 0, record.length), record.length);
      assert.ok(encoding.check(record, 0, record.length, 3) >= 0);
      assert.deepEqual(encoding.parse(record, 0, record.length, ALL), { kind: 'marker', synced });
      assert.equal(encoding.hasHash(record, 0), false);
    }
  });

  test(`${formName}: a record that is cut asks for more, and one that is changed is not right`, () => {
    const encoding = encodingFor(form);
    const record = recordOf(encoding, eventOf(5), 9);
    for (let length = 0; length < record.length; length += 1)
      assert.equal(encoding.endOf(record, 0, length), 0, `cut to ${length}`);
    assert.equal(encoding.check(record, 0, record.length, 8), -1, 'it continues another');
    assert.equal(encoding.claim(record, 0, record.length, 9), encoding.storedCrc(record, 0));
    // The newline and the colon of a line, and the length of a frame, are found by `endOf`.
    for (let at = 0; at < record.length; at += 1) {
      const changed = Buffer.from(record);
      changed[at] = (changed[at] as number) ^ 4;
      const end = encoding.endOf(changed, 0, changed.length);
      if (end > 0) assert.equal(encoding.check(changed, 0, end, 9), -1, `byte ${at}`);
    }
  });

  test(`${formName}: behind damage every record is found that is whole, and no other`, async () => {
    const encoding = encodingFor(form);
    const eventIn = (seq: number): LoggedEvent => ({ ...eventOf(seq), payload: '{"t":"é"}' });
    const all = [0, eventIn(1), 1, eventIn(2), eventIn(3), 3, eventIn(4), 4];
    const records = recordsOf(encoding, all);
    const found = async (content: Buffer, from: number, previous: number): Promise<unknown[]> => {
      const disk = new MemoryDisk();
      disk.put(LOG, content);
      const file = await disk.open(LOG, 'read');
      const seen: LogRecord[] = [];
      for await (const some of encoding.laterRecords(file, from, previous)) seen.push(...some);
      const greatest = await findLaterSynced(encoding, file, from, previous);
      const markers = seen.flatMap((one) => (one.kind === 'marker' ? [one.synced] : []));
      assert.equal(greatest, Math.max(-1, ...markers));
      return seen.map((one) => {
        if (one.kind === 'marker') return `synced ${one.synced}`;
        const { hash: _, ...event } = one.event;
        assert.deepEqual(event, eventIn(event.seq), 'all of it is read');
        return event.seq;
      });
    };
    const names = ['synced 0', 1, 'synced 1', 2, 3, 'synced 3', 4, 'synced 4'];
    for (let struck = 0; struck < records.length; struck += 1) {
      const before = Buffer.concat(records.slice(0, struck)).length;
      const previous = struck === 0 ? 0 : encoding.storedCrc(records[struck - 1] as Buffer, 0);
      const record = records[struck] as Buffer;
      for (const at of [2, 12, record.length >> 1, record.length - 2]) {
        const damaged = Buffer.from(record);
        damaged[at] = (damaged[at] as number) ^ 1;
        const content = Buffer.concat(records.with(struck, damaged));
        const seen = await found(content, before, previous);
        assert.deepEqual(seen, names.slice(struck + 1), `record ${struck}, byte ${at}`);
      }
      const cut = Buffer.concat(records.with(struck, record.subarray(0, record.length - 5)));
      const behind = names.slice(struck + (encoding.name === 'json' ? 2 : 1));
      assert.deepEqual(await found(cut, before, previous), behind, `record ${struck} cut`);
    }
    assert.deepEqual(await found(Buffer.alloc(3000, 0x98), 0, 0), []);
    assert.deepEqual(await found(Buffer.alloc(0), 0, 0), []);
  });
}

for (const name of ENCODINGS) {
  test(`${name}: behind damage records are found across the pieces that are read`, async () => {
    const encoding = encodingFor({ encoding: name, hashChain: false });
    const records = recordsOf(encoding, [7, eventOf(1), 8, eventOf(2), 9]);
    const [first = Buffer.alloc(0), ...others] = records;
    const content = Buffer.alloc(PIECE_BYTES + 3000, 'x');
    const seen = async (start: number): Promise<unknown[]> => {
      content.fill('x').set(Buffer.concat(records), start);
      // Another line may end in front of them, as long as a piece.
      if (encoding.name === 'json') content.write('\n', start - 1);
      const disk = new MemoryDisk();
      disk.put(LOG, content);
      const found: unknown[] = [];
      for await (const some of encoding.laterRecords(await disk.open(LOG, 'read'), 0, 0))
        found.push(...some.map((one) => (one.kind === 'marker' ? one.synced : one.event.type)));
      return found;
    };
    const all = [7, eventOf(1).type, 8, eventOf(2).type, 9];
    // A line is proved by the one before; the first of them has none.
    const expected = encoding.name === 'json' ? all.slice(1) : all;
    const total = Buffer.concat(others).length;
    for (const before of [5, first.length + 30, total + 2000])
      assert.deepEqual(await seen(PIECE_BYTES - before), expected, `${before} bytes before`);
  });
}

test('a line is what the format says, byte for byte', () => {
  const one: LoggedEvent = {
    seq: 7,
    type: 'ArticleCreated',
    eventId: 'article:a:create:7',
    aggregateId: 'a',
    timestamp: 9,
    txLeft: 0,
    request: undefined,
    changed: undefined,
    payload: '{"t":"é"}',
  };
  const plain = encodingFor({ encoding: 'json', hashChain: false });
  const json =
    '"seq":7,"event_type":"ArticleCreated","event_id":"article:a:create:7","aggregate_id":"a","timestamp":9';
  const lineOf = (event: LoggedEvent): string => recordOf(plain, event).toString().slice(8);
  assert.equal(lineOf(one), `:{${json},"payload":{"t":"é"}}\n`);
  const request = { key: 'k', fingerprint: 'f' };
  const whole = `${json},"tx_left":2,"idempotency_key":"k","fingerprint":"f","payload":{"t":"é"}}`;
  assert.equal(lineOf({ ...one, txLeft: 2, request }), `:{${whole}\n`);
  assert.equal(envelopeOf({ ...one, txLeft: 2, request }), `{${whole}`);
  const telling = { ...one, request, changed: ['t', 'long_name2'] };
  const told = `"idempotency_key":"k","fingerprint":"f","changed":["t","long_name2"],"payload":{"t":"é"}}`;
  assert.equal(lineOf(telling), `:{${json},${told}\n`);
  assert.equal(lineOf({ ...one, changed: [] }), `:{${json},"changed":[],"payload":{"t":"é"}}\n`);
  const hash = 'ab'.repeat(32);
  assert.equal(envelopeOf({ ...one, hash, txLeft: 2, request }), `{"hash":"${hash}",${whole}`);
  const chained = recordOf(encodingFor({ encoding: 'json', hashChain: true }), one).toString();
  assert.match(chained, /^[0-9a-f]{8}:\{"hash":"[0-9a-f]{64}","seq":7,"event_type"/);
  assert.equal(recordOf(plain, 12).toString().slice(8), ':{"synced":12}\n');
});

test('a frame is what the format says, byte for byte', () => {
  const one: LoggedEvent = {
    seq: 7,
    type: 'T',
    eventId: 'e',
    aggregateId: 'a',
    timestamp: 300,
    txLeft: 2,
    request: { key: 'k', fingerprint: 'f' },
    changed: undefined,
    payload: '{}',
  };
  const plain = encodingFor({ encoding: 'binary', hashChain: false });
  const frame = (encoding: Encoding, what: LoggedEvent | number): string[] => {
    const hex = recordOf(encoding, what, 0x01020304).toString('hex');
    return [hex.slice(8, 16), hex.slice(16, 24), hex.slice(24)];
  };
  const members = '07d90154d90165d90161ce0000012c02';
  const asked = '92d9016bd90166db000000027b7d';
  assert.deepEqual(frame(plain, one), ['04030201', '1f000000', `98${members}${asked}`]);
  const alone = 'c0db000000027b7d';
  const without = { ...one, request: undefined };
  assert.deepEqual(frame(plain, without), ['04030201', '19000000', `98${members}${alone}`]);
  const names = 'dc0002d90174d9027532';
  const telling = { ...without, changed: ['t', 'u2'] };
  const told = `${members}c0${names}db000000027b7d`;
  assert.deepEqual(frame(plain, telling), ['04030201', '24000000', `9ac0${told}`]);
  assert.deepEqual(frame(plain, { ...without, changed: [] }).slice(1), [
    '1d000000',
    `9ac0${members}c0dc0000db000000027b7d`,
  ]);
  assert.deepEqual(frame(plain, 5), ['04030201', '0a000000', '91cf0000000000000005']);
  const chained = frame(encodingFor({ encoding: 'binary', hashChain: true }), without);
  assert.equal(chained[1], '3b000000');
  assert.match(chained[2] ?? '', new RegExp(`^99c420[0-9a-f]{64}${members}${alone}$`));
  const both = frame(encodingFor({ encoding: 'binary', hashChain: true }), telling);
  assert.match(both[2] ?? '', new RegExp(`^9ac420[0-9a-f]{64}${told}$`));
});

test('a frame of no length, or of more than a record can have, is none', () => {
  const encoding = encodingFor({ encoding: 'binary', hashChain: false });
  const frame = Buffer.alloc(100);
  for (const [size, end] of [
    [0, -1],
    [1, 13],
    [88, 100],
    [89, 0],
    [16 * 1024 * 1024, 0],
    [16 * 1024 * 1024 + 1, -1],
  ] as const) {
    frame.writeUInt32LE(size, 8);
    assert.equal(encoding.endOf(frame, 0, 100), end, String(size));
  }
  assert.equal(encoding.endOf(frame, 0, 11), 0);
  assert.equal(encoding.endOf(frame, 88, 100), -1, 'its length is there, and none');
  assert.equal(encoding.endOf(frame, 89, 100), 0);
});

test('an encoding has the name that its header gives it', () => {
  for (const { form } of FORMS) assert.equal(encodingFor(form).name, form.encoding);
});

test('a record that is not in the form of ours claims no checksum, whatever its digits say', () => {
  const lines = encodingFor({ encoding: 'json', hashChain: false });
  for (const line of ['00000000:\n', '00000000;{}\n', '0000000g:{}\n', '\n', '00000000\n']) {
    const bytes = Buffer.from(line);
    assert.equal(lines.claim(bytes, 0, bytes.length, 0), -1, line);
    assert.equal(lines.check(bytes, 0, bytes.length, 0), -1, line);
  }
  const frames = encodingFor({ encoding: 'binary', hashChain: false });
  const frame = recordOf(frames, 5, 9);
  assert.equal(frames.claim(frame, 0, frame.length, 8), -1);
});

test('behind damage a line is proved by any checksum that the line before may have had', async () => {
  const lines = encodingFor({ encoding: 'json', hashChain: false });
  const behind = async (damaged: string, crc: number): Promise<number> => {
    const disk = new MemoryDisk();
    disk.put(LOG, Buffer.concat([Buffer.from(damaged), recordOf(lines, 5, crc)]));
    return findLaterSynced(lines, await disk.open(LOG, 'read'), 0, 3);
  };
  assert.equal(await behind('\n', 3), 5, 'an empty line seeds what its seed would');
  assert.equal(await behind('00000000:{"damaged"}\n', 0), 5, 'a checksum of zeros is one');
  assert.equal(await behind(':{"cut at its start"}00000007:{"x"}\n', 7), 5, 'inside the line');
  assert.equal(await behind('00000007;damaged\n', 7), 5, 'at its start alone');
  assert.equal(await behind('0000000g:{"damaged"}\n', 7), -1, 'no digits, no checksum');
});
