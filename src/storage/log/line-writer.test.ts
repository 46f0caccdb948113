import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventOf } from '../../testing/sample-log';
import { envelopeOf, jsonEncoding } from './json-encoding';
import { LineWriter } from './line-writer';

const READING = { isAscii: false, isWhole: true };

test('a whole number is written as JavaScript writes it', () => {
  const writer = new LineWriter();
  const target = Buffer.alloc(16);
  const edges = [0, 9, 10, 99, 100, 999_999_999_999_999, Number.MAX_SAFE_INTEGER];
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...edges), fc.maxSafeNat()), (value) => {
      writer.begin(target, 0);
      writer.integer(value);
      assert.equal(target.toString('latin1', 0, writer.at), String(value));
    }),
  );
});

test('the line of an event is its envelope as JSON.stringify would make it', () => {
  const { seq, type, eventId, aggregateId, timestamp, request, payload } = eventOf(5, 3);
  const members = {
    ...{ seq, event_type: type, event_id: eventId, aggregate_id: aggregateId, timestamp },
    ...{ tx_left: 3, idempotency_key: request?.key, fingerprint: request?.fingerprint },
    payload: JSON.parse(payload) as unknown,
  };
  assert.equal(envelopeOf(eventOf(5, 3)), JSON.stringify(members));
  assert.equal(
    envelopeOf({ ...eventOf(5, 3), hash: 'ab'.repeat(32) }),
    JSON.stringify({ hash: 'ab'.repeat(32), ...members }),
  );
});

test('a line whose number nobody can have written is no event', () => {
  for (const digits of ['9007199254740993', '1'.repeat(400)]) {
    const json = envelopeOf(eventOf(1)).replace('"seq":1,', `"seq":${digits},`);
    const line = Buffer.from(`00000000:${json}\n`);
    assert.equal(jsonEncoding.parse(line, 0, line.length, READING), undefined, digits);
  }
});
