import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedEvent } from '../../engine/event';
import type { LithairError } from '../../errors/lithair-error';
import { readSegments, writeSegments, type ForgedSegment } from '../../testing/log-forger';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, eventOf, HEAD, LOG, recoverSample, writeLog } from '../../testing/sample-log';
import { settled, virtualTime } from '../../testing/virtual-time';
import { testEnvironment } from '../../testing/test-environment';
import { rig } from '../../testing/writer-rig';
import type { Anchor } from '../log/anchor';
import { ENCODINGS, type EncodingName, type LogRecord } from '../log/encoding';
import { lastAnchor } from '../tools/last-anchor';
import { checkBefore } from './check-before';
import { examine } from './data-directory';
import { verifyDirectory, type VerifyReport } from './verify';

const EVENTS = 24;

async function sample(encoding: EncodingName, hashChain = true): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const size = { perBatch: 3, close: true, segmentBytes: 1_500 };
  await writeLog(disk, EVENTS, { ...size, encoding, hashChain });
  return disk;
}

/** The records of a segment, and where among them an event stands. */
function placeOf(segments: readonly ForgedSegment[], seq: number): [LogRecord[], number] {
  const { records } = segmentOf(segments, seq);
  return [records, records.findIndex((one) => one.kind === 'event' && one.event.seq === seq)];
}

const segmentOf = (segments: readonly ForgedSegment[], seq: number): ForgedSegment =>
  segments.findLast(({ header }) => header.base_seq < seq) as ForgedSegment;

function eventAt(segments: readonly ForgedSegment[], seq: number): LoggedEvent {
  const [records, at] = placeOf(segments, seq);
  return (records[at] as { event: LoggedEvent }).event;
}

/** Numbers the events again, so that nothing but their hashes tells of the change. */
function renumbered(segments: readonly ForgedSegment[]): void {
  let seq = 0;
  for (const segment of segments) {
    segment.records = segment.records.map((record) => {
      if (record.kind === 'marker') return record;
      seq += 1;
      const { timestamp } = eventOf(seq);
      return { kind: 'event', event: { ...record.event, seq, timestamp } };
    });
  }
}

const change = (
  segments: readonly ForgedSegment[],
  seq: number,
  changed: (event: LoggedEvent) => LoggedEvent,
): void => {
  const [records, at] = placeOf(segments, seq);
  records[at] = { kind: 'event', event: changed(eventAt(segments, seq)) };
};

/** What is done around an event, and how far behind it the first trace stands. */
const ATTACKS: Record<string, { behind: number; on: (all: ForgedSegment[], seq: number) => void }> =
  {
    'an event deleted': {
      behind: 0,
      on: (all, seq) => {
        const [records, at] = placeOf(all, seq);
        records.splice(at, 1);
      },
    },
    'an event deleted and those behind it renumbered': {
      behind: 0,
      on: (all, seq) => {
        const [records, at] = placeOf(all, seq);
        records.splice(at, 1);
        renumbered(all);
      },
    },
    'an event inserted': {
      behind: 1,
      on: (all, seq) => {
        const [records, at] = placeOf(all, seq);
        const event = { ...eventAt(all, seq), payload: '{"id":"inserted"}' };
        records.splice(at + 1, 0, { kind: 'event', event });
        renumbered(all);
      },
    },
    'an event repeated': {
      behind: 1,
      on: (all, seq) => {
        const [records, at] = placeOf(all, seq);
        records.splice(at + 1, 0, records[at] as LogRecord);
        renumbered(all);
      },
    },
    'an event moved to the end': {
      behind: 0,
      on: (all, seq) => {
        const [records, at] = placeOf(all, seq);
        all.at(-1)?.records.push(...records.splice(at, 1));
        renumbered(all);
      },
    },
    'its payload replaced': {
      behind: 0,
      on: (all, seq) => change(all, seq, (event) => ({ ...event, payload: '{"id":"x"}' })),
    },
    'its name replaced': {
      behind: 0,
      on: (all, seq) => change(all, seq, (event) => ({ ...event, eventId: 'article:x:create:1' })),
    },
    'its hash stripped': {
      behind: 0,
      on: (all, seq) => change(all, seq, ({ hash: _, ...event }) => event),
    },
    'every hash from there on stripped': {
      behind: 0,
      on: (all, seq) => {
        for (let at = seq; at <= EVENTS; at += 1) change(all, at, ({ hash: _, ...event }) => event);
      },
    },
    'its hash replaced': {
      behind: 0,
      on: (all, seq) => change(all, seq, (event) => ({ ...event, hash: 'a'.repeat(64) })),
    },
  };

const isMoveOfLast = (name: string, seq: number): boolean =>
  name.includes('moved') && seq === EVENTS;
/** At the very end a shorter log is a log too: only a head, a snapshot or an anchor knows more. */
const isShorterEnd = (name: string, seq: number): boolean =>
  name.includes('deleted') && seq === EVENTS;

for (const encoding of ENCODINGS) {
  test(`${encoding}: whoever makes every checksum right again is found where the chain breaks (INV-2)`, async () => {
    const whole = await sample(encoding);
    const untouched = whole.afterKill();
    const segments = await readSegments(untouched);
    assert.ok(segments.length > 2);
    writeSegments(untouched, segments, 'kept');
    assert.deepEqual(untouched.content(LOG), whole.content(LOG), 'a hand that changes nothing');
    for (const [name, { behind, on }] of Object.entries(ATTACKS)) {
      for (let seq = 1; seq <= EVENTS; seq += 1) {
        if (isMoveOfLast(name, seq) || isShorterEnd(name, seq)) continue;
        const disk = whole.afterKill();
        const segments = await readSegments(disk);
        on(segments, seq);
        writeSegments(disk, segments, 'kept');
        if (seq % 2 === 0) disk.forget(HEAD);
        await assertFound(disk, seq + behind, `${name}, event ${seq}`);
      }
    }
  });

  test(`${encoding}: without the chain the same hand leaves no trace`, async () => {
    const whole = await sample(encoding, false);
    const traceless = Object.entries(ATTACKS).filter(([name]) => !/hash|deleted$/.test(name));
    assert.equal(traceless.length, 6);
    for (const [name, { on }] of traceless) {
      const disk = whole.afterKill();
      const segments = await readSegments(disk);
      on(segments, 7);
      writeSegments(disk, segments, 'kept');
      assert.equal((await verifyDirectory(disk, DATA)).verdict, 'clean', name);
    }
  });

  test(`${encoding}: the header of a segment is a link of the chain`, async () => {
    const whole = await sample(encoding);
    for (const index of [0, 1]) {
      const disk = whole.afterKill();
      const segments = await readSegments(disk);
      const segment = segments[index] as ForgedSegment;
      segment.header = { ...segment.header, created_at: '2001-01-01T00:00:00.000Z' };
      writeSegments(disk, segments, 'kept');
      await assertFound(disk, segment.header.base_seq + 1, `header ${index}`);
    }
  });

  test(`${encoding}: a history written anew is found by the anchors behind the change, and by no other`, async () => {
    const whole = await sample(encoding);
    const anchors = await anchorsOf(whole, [5, 12, EVENTS]);
    assert.equal((await verified(whole, anchors)).verdict, 'clean');
    for (let seq = 1; seq <= EVENTS; seq += 1) {
      const disk = whole.afterKill();
      const segments = await readSegments(disk);
      change(segments, seq, (event) => ({ ...event, payload: '{"id":"x"}' }));
      writeSegments(disk, segments, 'made again');
      assert.equal((await verifyDirectory(disk, DATA)).verdict, 'clean', `event ${seq}`);
      const before = anchors.filter((anchor) => anchor.seq < seq);
      assert.equal((await verified(disk, before)).verdict, 'clean', `event ${seq}, before`);
      const first = anchors.find((anchor) => anchor.seq >= seq) as Anchor;
      const { verdict, seq: found, reason = '' } = await verified(disk, anchors.toReversed());
      assert.deepEqual([verdict, found], ['corrupt', first.seq], `event ${seq}`);
      const from = (before.at(-1)?.seq ?? 0) + 1;
      assert.ok(reason.includes(`events ${from} to ${first.seq}`), reason);
    }
  });

  test(`${encoding}: a tail that was cut, and a chain that was taken off, are found by an anchor`, async () => {
    const whole = await sample(encoding);
    const anchors = await anchorsOf(whole, [5, EVENTS]);
    for (let last = 5; last < EVENTS; last += 1) {
      const disk = whole.afterKill();
      const segments = await readSegments(disk);
      for (const segment of segments)
        segment.records = segment.records.filter(
          (one) => one.kind === 'marker' || one.event.seq <= last,
        );
      const left = segments.filter(({ header }) => header.base_seq < last);
      writeSegments(disk, left, 'kept');
      assert.equal((await verifyDirectory(disk, DATA)).verdict, 'clean');
      const { verdict, seq, file } = await verified(disk, anchors);
      assert.deepEqual([verdict, seq, file], ['corrupt', last + 1, 'events.raftlog']);
    }
    const stripped = whole.afterKill();
    const segments = await readSegments(stripped);
    for (const segment of segments) {
      const { hash_chain: _, base_hash: __, ...header } = segment.header;
      segment.header = header;
      segment.records = segment.records.map((record) => {
        if (record.kind === 'marker') return record;
        const { hash: ___, ...event } = record.event;
        return { kind: 'event', event };
      });
    }
    writeSegments(stripped, segments, 'kept');
    const { verdict, chained } = await verifyDirectory(stripped, DATA);
    assert.deepEqual([verdict, chained], ['clean', []]);
    const found = await verified(stripped, anchors);
    assert.deepEqual([found.verdict, found.seq], ['corrupt', 5]);
  });

  test(`${encoding}: what a snapshot covers is held against its hash`, async () => {
    const whole = await sample(encoding);
    const { scan } = await examine(whole, DATA, { onEvent: () => undefined });
    assert.equal(await checkBefore(whole, DATA, scan.end), undefined);
    for (const name of ['its payload replaced', 'its hash stripped', 'its hash replaced']) {
      for (let seq = 1; seq <= EVENTS; seq += 1) {
        const disk = whole.afterKill();
        const segments = await readSegments(disk);
        ATTACKS[name]?.on(segments, seq);
        writeSegments(disk, segments, 'kept');
        const size = disk.content(LOG).length;
        const crc = await lastCrc(disk);
        const until = { ...scan.end, offset: size, crc };
        const verdict = await checkBefore(disk, DATA, until);
        assert.equal(verdict?.kind, 'corrupt', `${name}, event ${seq}`);
      }
    }
  });
}

/** The checksum that a forged head says, which is that of the last record. */
async function lastCrc(disk: MemoryDisk): Promise<number> {
  const { head } = await examine(disk, DATA, { onEvent: () => undefined });
  return head?.crc ?? -1;
}

async function assertFound(disk: MemoryDisk, seq: number, what: string): Promise<void> {
  const before = disk.paths().map((path) => [path, Buffer.from(disk.content(path))]);
  const report = await verifyDirectory(disk, DATA);
  assert.deepEqual([report.verdict, report.seq], ['corrupt', seq], `${what}: ${report.reason}`);
  const { file, offset } = report;
  await assert.rejects(
    recoverSample(disk),
    (error: LithairError) =>
      error.code === 'data_corrupt' &&
      error.details.file === file &&
      error.details.offset === offset,
    what,
  );
  assert.deepEqual(
    disk.paths().map((path) => [path, disk.content(path)]),
    before,
    what,
  );
}

const verified = (disk: MemoryDisk, anchors: readonly Anchor[]): Promise<VerifyReport> =>
  verifyDirectory(disk, DATA, undefined, anchors);

/** The anchors that a log would have given at some of its events. */
async function anchorsOf(disk: MemoryDisk, seqs: readonly number[]): Promise<Anchor[]> {
  const segments = await readSegments(disk);
  return seqs.map((seq) => {
    const { log_id } = segmentOf(segments, seq).header;
    const { timestamp, hash = '' } = eventAt(segments, seq);
    return { log_id, seq, timestamp, hash };
  });
}

test('an anchor of another log is a mistake, and said', async () => {
  const disk = await sample('json');
  const other = { ...(await lastAnchor(disk, DATA)), log_id: 'f'.repeat(32) };
  await assert.rejects(verified(disk, [other]), { code: 'usage' });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test('the chain goes on behind what a full disk took back, and behind what `memory` kept', async () => {
  for (const durability of ['disk', 'memory'] as const) {
    for (const encoding of ENCODINGS) {
      const disk = new MemoryDisk();
      await writeLog(disk, 1, { perBatch: 1, close: true, encoding, hashChain: true });
      const time = virtualTime(testEnvironment());
      const { writer, append } = await rig(disk, { durability, batchEventsMax: 2 }, time);
      await settled(append(2), time);
      disk.faults = (operation) => {
        if (operation === 'write') throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      };
      disk.shortWrite = (bytes) => bytes - 1;
      const outcomes = [3, 4, 5].map((seq) =>
        append(seq).then(
          () => 'kept',
          () => 'refused',
        ),
      );
      await settled(
        until(() => writer.status.readOnly !== undefined),
        time,
      );
      disk.faults = () => undefined;
      await settled(
        until(() => writer.status.readOnly === undefined),
        time,
      );
      const isKept = durability === 'memory';
      assert.deepEqual(await Promise.all(outcomes), Array(3).fill(isKept ? 'kept' : 'refused'));
      const next = isKept ? 6 : 3;
      await settled(append(next), time);
      await settled(writer.close(), time);
      const { verdict, last_seq, chained } = await verifyDirectory(disk, DATA);
      assert.deepEqual([verdict, last_seq], ['clean', next], `${durability}, ${encoding}`);
      assert.deepEqual(chained, [{ from_seq: 1, to_seq: next }]);
    }
  }
});
