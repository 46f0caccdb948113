import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogScan } from '../log/log-scan';
import { newSegment } from '../log/segment-header';
import type { Watermark } from '../log/watermark';
import { judge } from './verdict';

const log = { log_id: 'a'.repeat(32), encoding: 'json', hashChain: false, salt: 1 } as const;
const { header } = newSegment(log, 0, { seq: 0, timestamp: 0, crc: 0 });
const end = { base: 0, offset: 1000, seq: 10, timestamp: 10, crc: 77 };
const clean: LogScan = {
  header,
  size: 1000,
  end,
  from: 0,
  oldestBase: 0,
  damage: undefined,
  watchedCrc: 77,
};
const head: Watermark = {
  log_id: log.log_id,
  seq: 10,
  base: 0,
  end: 1000,
  crc: 77,
  closed: false,
};
const torn = {
  file: 'events.raftlog',
  offset: 1000,
  seq: 11,
  reason: 'cut short',
  laterSynced: -1,
};

/** What is said of it, in one line. */
function said(scan: Partial<LogScan>, mark?: Partial<Watermark>, snapshotSeq?: number): string {
  const verdict = judge({ ...clean, ...scan }, mark && { ...head, ...mark }, snapshotSeq);
  if (verdict.kind === 'clean') return 'clean';
  const file = verdict.kind === 'corrupt' ? ` ${verdict.file}` : '';
  return `${verdict.kind}${file} ${verdict.offset} ${verdict.seq}: ${verdict.reason}`;
}

test('a log that its head describes is clean, and so is one that goes further or has no head', () => {
  assert.equal(said({}, {}), 'clean');
  assert.equal(said({}), 'clean');
  assert.equal(said({}, { seq: 9, end: 900 }), 'clean');
  assert.equal(said({ from: 950, watchedCrc: undefined }, { seq: 9, end: 900 }), 'clean');
  assert.equal(said({}, {}, 10), 'clean');
  const later = { ...end, base: 5 };
  const older = { seq: 3, end: 900 };
  assert.equal(said({ end: later, watchedCrc: undefined }, older), 'clean', 'of a segment before');
});

test('bytes that make no sense and were never on stable storage are a torn tail', () => {
  assert.equal(said({ damage: torn }, {}), 'torn 1000 11: cut short');
  assert.equal(said({ damage: torn }), 'torn 1000 11: cut short');
  assert.equal(said({ damage: { ...torn, laterSynced: 10 } }), 'torn 1000 11: cut short');
});

test('what a witness knows and the log has not is corruption, and the place is named', () => {
  const place = 'corrupt events.raftlog 1000 11:';
  assert.equal(
    said({}, { seq: 12, end: 1200 }),
    `${place} the log ends too early, and events 11 to 12 had been acknowledged`,
  );
  assert.equal(
    said({ damage: torn }, { seq: 11, end: 1100 }),
    `${place} cut short, and event 11 had been acknowledged`,
  );
  assert.equal(
    said({}, { base: 10, seq: 12, end: 300 }),
    `${place} the log ends too early, and events 11 to 12 had been acknowledged`,
  );
  assert.equal(
    said({}, { end: 1001 }),
    `${place} the log ends too early, and event 11 had been acknowledged`,
  );
  assert.equal(
    said({}, undefined, 11),
    `${place} the log ends too early, and a snapshot knows events up to 11`,
  );
  assert.equal(
    said({ damage: torn }, undefined, 11),
    `${place} cut short, and a snapshot knows events up to 11`,
  );
  assert.equal(
    said({ damage: { ...torn, laterSynced: 11 } }),
    `${place} cut short, and later records prove that event 11 was on disk`,
  );
  assert.equal(
    said({}, { base: 10, seq: 10, end: 300 }),
    `${place} the segment that starts behind event 10 was removed`,
  );
});

test('a head that describes another log, or another history, is corruption', () => {
  assert.equal(
    said({}, { log_id: 'b'.repeat(32) }),
    `corrupt events.raftlog.head 1000 11: it describes log ${'b'.repeat(32)}, not ${'a'.repeat(32)}`,
  );
  const other = 'corrupt events.raftlog 1000 11: no record ends at byte 1000 as';
  assert.ok(said({ watchedCrc: 78 }, {}).startsWith(other));
  assert.ok(said({ watchedCrc: undefined }, {}).startsWith(other));
  assert.ok(said({ from: 1000, watchedCrc: 78 }, {}).startsWith(other), 'where reading starts');
  // The header of a segment without events may be replaced: where it ends proves nothing.
  const start = { base: 10, offset: 300, seq: 10, timestamp: 10, crc: 5 };
  assert.equal(said({ end: start, watchedCrc: undefined }, { base: 10, end: 400 }), 'clean');
});

test('a header that makes no sense is corruption', () => {
  assert.equal(
    said({ header: 'foreign', end: { ...end, offset: 0, seq: 0 } }),
    'corrupt events.raftlog 0 1: its header is damaged',
  );
});
