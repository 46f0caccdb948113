import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LithairError } from '../../errors/lithair-error';
import { damaged, recordsOf } from '../../testing/log-surgery';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, FORMS, HEAD, LOG, recoverSample, writeLog } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import type { SegmentForm } from '../log/segment-header';
import { readEvents } from './read-events';
import { verifyDirectory, type VerifyReport } from './verify';

const EVENTS = 40;
const READING = /^(entries|open|read|size|close) /;

async function sample(form: SegmentForm, seed: number): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, EVENTS, { perBatch: 3, close: true, segmentBytes: 3_000, ...form, seed });
  return disk;
}

/** What recovery makes of a directory, in the words of `verify`. */
async function recoveryReport(disk: MemoryDisk): Promise<Omit<VerifyReport, 'chained'>> {
  const seqs: number[] = [];
  const counted = () => ({ events: seqs.length, last_seq: seqs.at(-1) ?? 0 });
  try {
    const { torn } = await recoverSample(disk, ({ seq }) => seqs.push(seq));
    if (torn === undefined) return { verdict: 'clean', ...counted() };
    const { offset, reason } = torn;
    const seq = counted().last_seq + 1;
    return { verdict: 'torn', ...counted(), file: 'events.raftlog', offset, seq, reason };
  } catch (error) {
    if (!(error instanceof LithairError) || error.code !== 'data_corrupt') throw error;
    return { verdict: 'corrupt', ...counted(), ...error.details };
  }
}

async function eventsRead(disk: MemoryDisk): Promise<{ seqs: number[]; code: string }> {
  const seqs: number[] = [];
  try {
    for await (const { events } of readEvents(disk, DATA))
      seqs.push(...events.map(({ seq }) => seq));
    return { seqs, code: '' };
  } catch (error) {
    return { seqs, code: (error as LithairError).code };
  }
}

async function assertAgreement(
  disk: MemoryDisk,
  what: string,
  form: SegmentForm,
): Promise<VerifyReport> {
  const before = disk.paths().map((path) => [path, Buffer.from(disk.content(path))]);
  disk.trace.length = 0;
  const report = await verifyDirectory(disk, DATA);
  assert.deepEqual(
    disk.trace.filter((step) => !READING.test(step)),
    [],
    `${what}: verify only reads`,
  );
  const read = await eventsRead(disk);
  assert.equal(read.code, report.verdict === 'corrupt' ? 'data_corrupt' : '', what);
  assert.deepEqual(
    read.seqs,
    Array.from({ length: report.events }, (_, index) => index + 1),
    what,
  );
  assert.deepEqual(
    disk.paths().map((path) => [path, disk.content(path)]),
    before,
    what,
  );
  const found = await recoveryReport(disk.afterKill());
  const { reason, chained, ...said } = report;
  const { reason: _, ...recovered } = found;
  assert.deepEqual(recovered, said, `${what}: ${reason}`);
  const isChained = form.hashChain && report.events > 0;
  assert.deepEqual(chained, isChained ? [{ from_seq: 1, to_seq: report.last_seq }] : [], what);
  return report;
}

for (const { form, formName } of FORMS) {
  const { encoding } = form;
  test(`${formName}: verify, recovery and inspect agree on any damage, and none is missed`, async () => {
    const random = seeded(encoding.length);
    const whole = await sample(form, 1);
    const other = await sample(form, 2);
    const segments = whole.paths().filter((path) => path.endsWith('.raftlog'));
    assert.ok(segments.length > 2);
    const verdicts = { clean: 0, torn: 0, corrupt: 0 };
    for (let round = 0; round < 1_200; round += 1) {
      const path = segments[Math.floor(random() * segments.length)] as string;
      const content = whole.content(path);
      const foreign = recordsOf(other.content(path), encoding);
      const { what, content: bad } = damaged(recordsOf(content, encoding), foreign, random);
      const disk = whole.afterKill();
      disk.put(path, bad);
      const hasHead = random() < 0.6;
      if (!hasHead) disk.forget(HEAD);
      const name = `${round}: ${path}, ${what}, ${hasHead ? 'with' : 'without'} head`;
      const { verdict } = await assertAgreement(disk, name, form);
      verdicts[verdict] += 1;
      if (bad.equals(content)) assert.equal(verdict, 'clean', name);
      // A sealed segment is on disk as a whole; of the one that grows, what the head witnessed.
      else if (path !== LOG) assert.equal(verdict, 'corrupt', name);
      else if (!hasHead) continue;
      else if (bad.subarray(0, content.length).equals(content))
        assert.notEqual(verdict, 'corrupt', name);
      else assert.equal(verdict, 'corrupt', name);
    }
    assert.ok(verdicts.torn > 30 && verdicts.corrupt > 500, JSON.stringify(verdicts));
  });
}
