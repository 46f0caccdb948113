import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedEvent } from '../../engine/event';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, eventOf, LOG } from '../../testing/sample-log';
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
  ];
  for (const body of bodies) {
    const expected = { reason: 'the record is not an event', events: 1 };
    const found = await read(forged('binary', [0, eventOf(1), body]));
    assert.deepEqual(found, expected, body.toString('hex'));
  }
});
