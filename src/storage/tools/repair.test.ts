import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LithairError } from '../../errors/lithair-error';
import { damaged, recordsOf } from '../../testing/log-surgery';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, eventOf, FORMS, HEAD, LOG, PLAIN, writeLog } from '../../testing/sample-log';
import { seeded, testEnvironment } from '../../testing/test-environment';
import { envelopeOf } from '../log/json-encoding';
import type { SegmentForm } from '../log/segment-header';
import { readEvents } from '../recovery/read-events';
import { verifyDirectory } from '../recovery/verify';
import { LOST_EVENTS_FILE, repair, type RepairReport } from './repair';

const NEW = '/new';
const EVENTS = 30;
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const range = (from: number, to: number): number[] => upTo(to - from + 1).map((n) => n + from - 1);

async function sample(
  form: SegmentForm,
  options: { segmentBytes?: number; seed?: number } = {},
): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, EVENTS, { perBatch: 3, close: true, ...form, ...options });
  return disk;
}

const repairOn = (disk: MemoryDisk): Promise<RepairReport> =>
  repair(disk, testEnvironment(), DATA, NEW);

async function seqsIn(disk: MemoryDisk, directory: string): Promise<number[]> {
  const seqs: number[] = [];
  for await (const { events } of readEvents(disk, directory))
    seqs.push(...events.map(({ seq }) => seq));
  return seqs;
}

/** What was put aside, but for the hashes. */
function lostEvents(disk: MemoryDisk): string[] {
  const path = `${NEW}/${LOST_EVENTS_FILE}`;
  if (!disk.paths().includes(path)) return [];
  const text = disk.content(path).toString('utf8').trim();
  return text.split('\n').map((line) => line.replace(/^\{"hash":"[0-9a-f]{64}",/, '{'));
}

/** Flips a bit inside the record of an event, wherever it is. */
function flip(disk: MemoryDisk, seq: number): string {
  const id = `a${seq}`;
  for (const path of disk.paths().filter((name) => name.endsWith('.raftlog'))) {
    const content = Buffer.from(disk.content(path));
    const at = content.indexOf(`"id":"${id}"`);
    if (at < 0) continue;
    content[at + 6] = (content[at + 6] as number) ^ 1;
    disk.put(path, content);
    return path;
  }
  throw new Error(`no event ${seq}`);
}

for (const { form, formName } of FORMS) {
  for (const segmentBytes of [1_500, 1_000_000]) {
    const what = `${formName}, segments of ${segmentBytes}`;

    test(`${what}: saves all before the damage, and every whole event behind it for a person`, async () => {
      for (const seq of upTo(EVENTS)) {
        const disk = await sample(form, { segmentBytes });
        const file = flip(disk, seq);
        const before = disk.paths().map((path) => [path, Buffer.from(disk.content(path))]);
        const report = await repairOn(disk);
        const { verdict, last_seq, lost, salvaged, ...rest } = report;
        assert.deepEqual(
          [verdict, last_seq, lost, salvaged],
          ['corrupt', seq - 1, { from_seq: seq, to_seq: EVENTS }, EVENTS - seq],
          `event ${seq}`,
        );
        assert.equal(`${DATA}/${rest.file}`, file);
        assert.deepEqual(await seqsIn(disk, NEW), upTo(seq - 1));
        assert.deepEqual(
          lostEvents(disk),
          range(seq + 1, EVENTS).map((n) => envelopeOf(eventOf(n))),
        );
        assert.equal((await verifyDirectory(disk, NEW)).verdict, 'clean');
        for (const [path, content] of before)
          assert.deepEqual(disk.content(path as string), content);
      }
    });
  }

  test(`${formName}: whatever the damage, the new log is clean and holds what stands before it`, async () => {
    const random = seeded(9);
    const whole = await sample(form, { segmentBytes: 3_000 });
    const other = await sample(form, { segmentBytes: 3_000, seed: 2 });
    const segments = whole.paths().filter((path) => path.endsWith('.raftlog'));
    for (let round = 0; round < 300; round += 1) {
      const path = segments[Math.floor(random() * segments.length)] as string;
      const records = recordsOf(whole.content(path), form.encoding);
      const { what, content } = damaged(
        records,
        recordsOf(other.content(path), form.encoding),
        random,
      );
      const disk = whole.afterKill();
      disk.put(path, content);
      if (random() < 0.4) disk.forget(HEAD);
      const said = await verifyDirectory(disk, DATA);
      const { verdict, last_seq, lost } = await repairOn(disk);
      const name = `${round}: ${path}, ${what}`;
      assert.deepEqual([verdict, last_seq], [said.verdict, said.last_seq], name);
      assert.equal(lost !== null, said.verdict === 'corrupt', name);
      const report = await verifyDirectory(disk, NEW);
      assert.deepEqual([report.verdict, report.events], ['clean', said.events], name);
      // Whatever is put before a person was written just so, in this log or in the other one.
      for (const line of lostEvents(disk)) {
        const { seq } = JSON.parse(line) as { seq: number };
        assert.equal(line, envelopeOf(eventOf(seq)), name);
      }
    }
  });

  test(`${formName}: a whole log, and one with a torn tail, lose nothing`, async () => {
    const clean = await sample(form);
    const { verdict, lost, left_bytes } = await repairOn(clean);
    assert.deepEqual([verdict, lost, left_bytes], ['clean', null, 0]);
    assert.deepEqual(await seqsIn(clean, NEW), upTo(EVENTS));
    const torn = await sample(form);
    torn.put(LOG, Buffer.concat([torn.content(LOG), Buffer.from('12ab34cd:{"seq"')]));
    const report = await repairOn(torn);
    assert.deepEqual([report.verdict, report.lost, report.left_bytes], ['torn', null, 15]);
    assert.deepEqual(await seqsIn(torn, NEW), upTo(EVENTS));
  });

  test(`${formName}: a missing segment is a gap, and what stands behind it is kept aside`, async () => {
    const disk = await sample(form, { segmentBytes: 1_500 });
    const sealed = disk.paths().filter((path) => /\d\.raftlog$/.test(path));
    disk.forget(sealed[1] as string);
    const { last_seq, lost, salvaged } = await repairOn(disk);
    assert.deepEqual(lost, { from_seq: last_seq + 1, to_seq: EVENTS });
    const next = Number(/(\d+)\.raftlog$/.exec(sealed[2] as string)?.[1]);
    assert.equal(salvaged, EVENTS - next + 1);
    assert.ok(last_seq < next - 1);
  });

  test(`${formName}: whatever interrupts a repair, no server starts on a part of it`, async () => {
    for (let step = 1; ; step += 1) {
      const disk = await sample(form, { segmentBytes: 1_500 });
      flip(disk, 20);
      let operations = 0;
      disk.faults = () => {
        operations += 1;
        if (operations >= step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      };
      const isDone = await repairOn(disk).then(
        () => true,
        () => false,
      );
      disk.faults = () => undefined;
      const outcome = await verifyDirectory(disk.afterKill(), NEW).then(
        ({ verdict, events }) => `${verdict} ${events}`,
        (error: LithairError) => error.code,
      );
      const isLegal = outcome === 'clean 19' || (!isDone && !outcome.startsWith('clean'));
      assert.ok(isLegal, `step ${step}: ${outcome}`);
      if (isDone) return;
    }
  });
}

test('a log whose first line is damaged gives an empty log, and its events aside', async () => {
  const disk = await sample(PLAIN);
  const content = Buffer.from(disk.content(LOG));
  content[20] = (content[20] as number) ^ 1;
  disk.put(LOG, content);
  const { verdict, last_seq, lost, salvaged } = await repairOn(disk);
  assert.deepEqual([verdict, last_seq, lost], ['corrupt', 0, { from_seq: 1, to_seq: EVENTS }]);
  assert.equal(salvaged, EVENTS);
  const { verdict: found, events } = await verifyDirectory(disk, NEW);
  assert.deepEqual([found, events], ['clean', 0]);
});

test('a cut that only the head tells of is said', async () => {
  const disk = await sample(PLAIN);
  const content = disk.content(LOG);
  const cut = content.lastIndexOf('\n', content.length - 2) + 1;
  disk.put(LOG, Buffer.from(content.subarray(0, cut)));
  const { last_seq, lost, salvaged, left_bytes } = await repairOn(disk);
  assert.deepEqual(
    [last_seq, lost, salvaged, left_bytes],
    [29, { from_seq: 30, to_seq: 30 }, 0, 0],
  );
});
