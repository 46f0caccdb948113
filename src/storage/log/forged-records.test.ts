import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedEvent } from '../../engine/event';
import { MemoryDisk } from '../../testing/memory-disk';
import { readSegments, writeSegments } from '../../testing/log-forger';
import { DATA, eventOf, LOG, writeLog } from '../../testing/sample-log';
import { ENCODINGS, type Encoding, type EncodingName } from './encoding';
import { LogWalk } from './log-walk';
import { encodingOf, newSegment } from './segment-header';

/** What stands in a record: an event, a marker of so many synced, or any bytes. */
type Body = LoggedEvent | number | Buffer;

/** A log of records whose checksums are all right, whatever they hold. */
function forged(name: EncodingName, bodies: readonly Body[]): MemoryDisk {
  const log = { log_id: '0'.repeat(32), encoding: name, hashChain: false, salt: 7 };
  const { header, line, end } = newSegment(log, 0, { seq: 0, timestamp: 0, crc: 0 });
  const encoding = encodingOf(header);
  const pieces = [line];
  let { crc } = end;
  for (const body of bodies) {
    const record = recordOf(encoding, body);
    crc = encoding.seal(record, 0, record.length, crc);
    pieces.push(record);
  }
  const disk = new MemoryDisk();
  disk.put(LOG, Buffer.concat(pieces));
  return disk;
}

function recordOf(encoding: Encoding, body: Body): Buffer {
  const bytes = Buffer.alloc(4096);
  if (typeof body === 'number') {
    const start = encoding.putMarker(bytes, bytes.length, body);
    return bytes.subarray(start);
  }
  if (!Buffer.isBuffer(body)) return bytes.subarray(0, encoding.putEvent(bytes, 0, body));
  const prefix = encoding.name === 'json' ? 9 : 12;
  const newline = Buffer.from(encoding.name === 'json' ? '\n' : '');
  return Buffer.concat([Buffer.alloc(prefix), body, newline]);
}

/** A chained log of three events, of which one is changed after it was made, and all checksums. */
async function chainChanged(change: (event: LoggedEvent) => LoggedEvent): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const encoding of ENCODINGS) {
    const disk = new MemoryDisk();
    await writeLog(disk, 3, { perBatch: 1, close: true, encoding, hashChain: true });
    const segments = await readSegments(disk);
    for (const segment of segments)
      segment.records = segment.records.map((record) =>
        record.kind === 'event' && record.event.seq === 2
          ? { kind: 'event', event: change(record.event) }
          : record,
      );
    writeSegments(disk, segments, 'kept');
    const { damage, end } = await new LogWalk(disk, DATA, { onEvent: () => undefined }).run();
    found.push([damage?.reason, damage?.laterSynced, end.seq]);
  }
  return found;
}

async function read(disk: MemoryDisk): Promise<{ reason: string | undefined; events: number }> {
  let events = 0;
  const walk = new LogWalk(disk, DATA, { onEvent: () => (events += 1) });
  const { damage } = await walk.run();
  return { reason: damage?.reason, events };
}

for (const encoding of ENCODINGS) {
  test(`${encoding}: a record with a right checksum that breaks a rule is not taken`, async () => {
    const cases: readonly (readonly [string, readonly Body[]])[] = [
      ['it holds event 3 where 2 belongs', [0, eventOf(1), eventOf(3)]],
      ['it holds event 1 where 2 belongs', [0, eventOf(1), eventOf(1)]],
      ['it holds event 9 where 2 belongs', [0, eventOf(1), eventOf(9), eventOf(2)]],
      [
        'the time of event 2 does not increase',
        [0, eventOf(1), { ...eventOf(2), timestamp: eventOf(1).timestamp }],
      ],
      ['a transaction is broken', [0, eventOf(1), eventOf(2, 2), eventOf(3, 2)]],
      ['a transaction is broken', [0, eventOf(1), eventOf(2, 2), eventOf(3)]],
      ['a batch starts inside a transaction', [0, eventOf(1), eventOf(2, 1), 1, eventOf(3)]],
    ];
    for (const [reason, bodies] of cases)
      assert.deepEqual(await read(forged(encoding, bodies)), { reason, events: 1 }, reason);
    const honest = [0, eventOf(1), eventOf(2, 1), eventOf(3), 3, eventOf(4)];
    assert.deepEqual(await read(forged(encoding, honest)), { reason: undefined, events: 4 });
  });
}

test('a transaction that ends too early is left out whole, and what is behind it as well', async () => {
  const start = [0, eventOf(1)];
  for (const encoding of ENCODINGS) {
    const cases: readonly (readonly [string | undefined, number, readonly Body[]])[] = [
      [undefined, 1, start],
      ['the last transaction is not complete', 1, [...start, eventOf(2, 2), eventOf(3, 1)]],
      ['the last transaction is not complete', 1, [...start, eventOf(2, 1)]],
      [undefined, 3, [...start, eventOf(2, 1), eventOf(3)]],
      [
        'it holds event 9 where 5 belongs',
        3,
        [...start, eventOf(2, 1), eventOf(3), eventOf(4, 1), eventOf(9)],
      ],
    ];
    for (const [reason, seq, bodies] of cases) {
      const disk = forged(encoding, bodies);
      const { damage, end } = await new LogWalk(disk, DATA, { onEvent: () => undefined }).run();
      assert.deepEqual([damage?.reason, end.seq], [reason, seq]);
      if (seq === 1) {
        const honest = await new LogWalk(forged(encoding, start), DATA, {
          onEvent: () => undefined,
        }).run();
        assert.deepEqual(end, honest.end, 'it ends in front of the transaction');
      }
    }
    const torn = forged(encoding, [...start, eventOf(2, 1), eventOf(3)]);
    torn.put(LOG, Buffer.concat([torn.content(LOG), Buffer.from('12ab')]));
    assert.deepEqual(await read(torn), { reason: 'the last record is not complete', events: 3 });
  }
});

test('an event of a chain that carries no hash, or another, is forged: no crash leaves that', async () => {
  const same = (found: unknown): unknown[] => ENCODINGS.map(() => found);
  assert.deepEqual(await chainChanged((event) => event), same([undefined, undefined, 3]));
  const { hash: _, ...bare } = { hash: undefined, ...eventOf(2) };
  assert.deepEqual(await chainChanged(() => bare), same(['event 2 carries no hash', Infinity, 1]));
  assert.deepEqual(
    await chainChanged((event) => ({ ...event, hash: 'a'.repeat(64) })),
    same(['the hash of event 2 does not continue the event before', Infinity, 1]),
  );
  for (const encoding of ENCODINGS) {
    const hashed = { ...eventOf(2), hash: 'a'.repeat(64) };
    const chained = encodingOf(
      newSegment({ log_id: '', encoding, hashChain: true, salt: 7 }, 0, {
        seq: 0,
        timestamp: 0,
        crc: 0,
      }).header,
    );
    const record = Buffer.from(recordOf(chained, hashed));
    chained.hashPlace && record.write('a'.repeat(64), chained.hashPlace.at, chained.hashPlace.as);
    const body = record.subarray(
      encoding === 'json' ? 9 : 12,
      encoding === 'json' ? -1 : undefined,
    );
    const disk = forged(encoding, [0, eventOf(1), body]);
    const { damage } = await new LogWalk(disk, DATA, { onEvent: () => undefined }).run();
    const reason = 'event 2 carries a hash where none is chained';
    assert.deepEqual([damage?.reason, damage?.laterSynced], [reason, -1]);
  }
});

test('binary: what cannot be a frame is said to be none', async () => {
  const disk = forged('binary', [0, eventOf(1)]);
  disk.put(LOG, Buffer.concat([disk.content(LOG), Buffer.alloc(20)]));
  assert.deepEqual(await read(disk), { reason: 'a record has an impossible length', events: 1 });
  const bytes = Buffer.from(disk.content(LOG));
  bytes[bytes.length - 40] = 0;
  disk.put(LOG, bytes);
  const reason = 'its checksum does not continue the record before';
  assert.deepEqual(await read(disk), { reason, events: 0 }, 'the first of them is named');
});

const event = (fields: string): Buffer => Buffer.from(`{"seq":2,${fields}}`);

test('json: a line with a right checksum that is not an event or a marker is not taken', async () => {
  const head = '"event_type":"ArticleCreated","event_id":"e","aggregate_id":"a"';
  const bodies = [
    Buffer.from('{}'),
    Buffer.from('x'),
    Buffer.from('{"synced":}'),
    Buffer.from('{"synced":1'),
    Buffer.from('{"synced":1,"more":2}'),
    Buffer.from('{"seq":,"event_type":"A"}'),
    Buffer.from('{"seq":2,"event_type":"never closed'),
    event(`${head},"payload":{}`),
    event(`${head},"timestamp":,"payload":{}`),
    event(`${head},"timestamp":9999999999999999,"tx_left":,"payload":{}`),
    event(`${head},"timestamp":9999999999999999,"idempotency_key":"k","payload":{}`),
    event(`${head},"timestamp":9999999999999999,"idempotency_key":"k","fingerprint":"f`),
    event(`${head},"timestamp":9999999999999999`),
    ...['[', '["a', '["a"', '["a",]', '[,"a"]', '["a""b"]', '["a" ]', '[a]', '"a"'].map((names) =>
      event(`${head},"timestamp":9999999999999999,"changed":${names},"payload":{}`),
    ),
  ];
  for (const body of bodies) {
    const expected = { reason: 'the record is not an event', events: 1 };
    assert.deepEqual(await read(forged('json', [0, eventOf(1), body])), expected, String(body));
  }
});

test('binary: a frame with a right checksum that is not an event or a marker is not taken', async () => {
  const event = recordOf(
    encodingOf(
      newSegment({ log_id: '', encoding: 'binary' as const, hashChain: false, salt: 7 }, 0, {
        seq: 0,
        timestamp: 0,
        crc: 0,
      }).header,
    ),
    eventOf(2),
  ).subarray(12);
  const changed = (at: number, ...bytes: number[]): Buffer => {
    const copy = Buffer.from(event);
    copy.set(bytes, at);
    return copy;
  };
  /** The same event, saying what it changed; its payload is the last of its members. */
  const telling = (hash: number, names: readonly number[]): Buffer => {
    const at = event.lastIndexOf(0xdb);
    const [before, payload] = [event.subarray(1, at), event.subarray(at)];
    return Buffer.concat([Buffer.from([0x9a, hash]), before, Buffer.from(names), payload]);
  };
  const honest = telling(0xc0, [0xdc, 0x00, 0x01, 0xd9, 0x01, 0x61]);
  const taken = await read(forged('binary', [0, eventOf(1), honest]));
  assert.deepEqual(taken, { reason: undefined, events: 2 });
  const bodies = [
    Buffer.from([0x90]),
    Buffer.from([0x91]),
    Buffer.from([0x91, 0xc3]),
    Buffer.from([0x91, 0xcf, 0]),
    Buffer.from([0x91, 0x01, 0x01]),
    Buffer.from([0x98, 0x02]),
    // The number is a float; a type longer than the frame; a type that is not a string.
    changed(1, 0xca),
    changed(3, 0xff),
    changed(2, 0xc0),
    Buffer.concat([event, Buffer.from([0xc0])]),
    event.subarray(0, event.length - 1),
    event.subarray(0, 30),
    ...[
      // No list, a list that is longer than what it holds, one of numbers, and a hash that is none.
      [0xc0, 0xc0],
      [0xc0, 0xdc, 0x00, 0x02, 0xd9, 0x01, 0x61],
      [0xc0, 0xdc, 0xff, 0xff],
      [0xc0, 0xdc, 0x00, 0x01, 0x07],
      [0xc4, 0xdc, 0x00, 0x00],
    ].map(([hash = 0, ...names]) => telling(hash, names)),
  ];
  for (const body of bodies) {
    const expected = { reason: 'the record is not an event', events: 1 };
    const found = await read(forged('binary', [0, eventOf(1), body]));
    assert.deepEqual(found, expected, body.toString('hex'));
  }
});
