import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventOf, FORMS } from '../../testing/sample-log';
import { Batch } from './batch';
import { encodingOf, newSegment } from './segment-header';
import { SegmentScanner } from './segment-scan';
import type { LoggedEvent } from '../../engine/event';

const nothing = { seq: 0, timestamp: 0, crc: 0 };
const ignore = (): void => undefined;

for (const { form, formName } of FORMS) {
  const log = { log_id: 'a'.repeat(32), salt: 7, ...form };
  const { header, end: start } = newSegment(log, 0, nothing);
  const encoding = encodingOf(header);

  test(`${formName}: a batch reads back, however small its buffer was, and may be sealed again`, () => {
    const events = Array.from({ length: 9 }, (_, index) => eventOf(index + 1));
    const bytes = [80, 1000, 100_000].map((room) => {
      const batch = new Batch(encoding, room);
      assert.deepEqual([batch.events, batch.size], [0, 0]);
      batch.add(events.slice(0, 4), ignore);
      batch.add(events.slice(4), ignore);
      assert.equal(batch.events, 9);
      const first = Buffer.from(batch.seal({ ...start, crc: 99 }, 5).bytes);
      const sealed = batch.seal(start, 0);
      assert.notDeepEqual(first, Buffer.from(sealed.bytes));
      const seen: LoggedEvent[] = [];
      const scanner = new SegmentScanner(encoding, start, {
        onEvent: ({ hash: _, ...event }) => seen.push(event),
        isWhole: true,
      });
      const chunk = { bytes: Buffer.from(sealed.bytes), length: sealed.bytes.length, isLast: true };
      scanner.consume({ ...chunk, offset: start.offset });
      assert.deepEqual(seen, events);
      assert.deepEqual(sealed.end, scanner.end);
      assert.ok(sealed.bytes.length > batch.size, 'the marker stands before the events');
      return Buffer.from(sealed.bytes);
    });
    assert.deepEqual(bytes[0], bytes[2]);
    assert.deepEqual(bytes[1], bytes[2]);
  });

  test(`${formName}: each event of a sealed batch has its place`, () => {
    const batch = new Batch(encoding);
    batch.add([eventOf(5), eventOf(6), eventOf(7)], ignore);
    const from = { ...start, seq: 4, timestamp: 1 };
    const { bytes, end } = batch.seal(from, 0);
    for (const seq of [5, 6, 7]) {
      const scanner = new SegmentScanner(encoding, from, {
        onEvent: ignore,
        isPast: (event) => event.seq > seq,
      });
      const chunk = { bytes: Buffer.from(bytes), length: bytes.length, isLast: true };
      scanner.consume({ ...chunk, offset: from.offset });
      const { offset, crc, hash } = scanner.end;
      assert.deepEqual(batch.placeOf(seq), { fromEnd: end.offset - offset, crc, hash });
    }
    assert.equal(batch.placeOf(4), undefined);
    assert.equal(batch.placeOf(8), undefined);
  });
}

test('everyone who waits is told once, in order; an empty batch serves again', () => {
  const { header, end: start } = newSegment(
    { log_id: 'a', salt: 7, encoding: 'json', hashChain: false },
    0,
    nothing,
  );
  const batch = new Batch(encodingOf(header), 100);
  const told: string[] = [];
  batch.add([eventOf(1)], (error) => told.push(`1 ${error?.message}`));
  batch.add([eventOf(2)], (error) => told.push(`2 ${error?.message}`));
  const { bytes } = batch.seal(start, 0);
  const before = Buffer.from(bytes);
  batch.settle(new Error('no'));
  batch.settle();
  assert.deepEqual(told, ['1 no', '2 no']);
  batch.reset();
  assert.deepEqual(
    [batch.events, batch.size, batch.placeOf(1), batch.placeOf(2)],
    [0, 0, undefined, undefined],
  );
  batch.add([eventOf(1)], ignore);
  batch.add([eventOf(2)], ignore);
  assert.deepEqual(Buffer.from(batch.seal(start, 0).bytes), before);
});

test('a chained log goes on behind a hash only', () => {
  const log = { log_id: 'a', salt: 7, encoding: 'json', hashChain: true } as const;
  const { header, end } = newSegment(log, 0, nothing);
  const batch = new Batch(encodingOf(header));
  batch.add([eventOf(1)], ignore);
  assert.throws(() => batch.seal({ ...end, hash: undefined }, 0), /goes on behind no hash/);
});
