import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, LOG, writeLog } from '../../testing/sample-log';
import { tornWrites } from '../../testing/torn-writes';
import { verifyDirectory, type VerifyReport } from '../recovery/verify';
import { ENCODINGS } from './encoding';
import { LogWalk } from './log-walk';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const encoding of ENCODINGS) {
  test(`${encoding}: a log that is being written, and rolls, is never called corrupt`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 4, { perBatch: 4, close: false, encoding });
    disk.faults = turn;
    let isWriting = true;
    const writing = writeLog(tornWrites(disk), 240, {
      perBatch: 3,
      close: true,
      encoding,
      segmentBytes: 2_000,
    }).finally(() => {
      isWriting = false;
    });
    const reports: VerifyReport[] = [];
    while (isWriting) reports.push(await verifyDirectory(disk, DATA));
    await writing;
    assert.deepEqual(
      reports.filter(({ verdict }) => verdict === 'corrupt').slice(0, 3),
      [],
      `of ${reports.length} reports`,
    );
    assert.ok(reports.length > 5, `${reports.length} reports`);
    assert.ok(
      reports.some(({ verdict }) => verdict === 'torn'),
      'a batch was read in flight',
    );
    const { verdict, events } = await verifyDirectory(disk, DATA);
    assert.deepEqual([verdict, events], ['clean', 240]);
  });
}

for (const encoding of ENCODINGS) {
  test(`${encoding}: says how far it is, up to the size of all segments`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 60, { perBatch: 5, close: true, encoding, segmentBytes: 3_000 });
    const total = disk
      .paths()
      .filter((file) => file.endsWith('.raftlog'))
      .reduce((sum, file) => sum + disk.content(file).length, 0);
    const seen: [number, number][] = [];
    const onProgress = (done: number, all: number) => void seen.push([done, all]);
    await new LogWalk(disk, DATA, { onEvent: () => undefined, onProgress, chunkBytes: 700 }).run();
    assert.ok(seen.length > 5);
    assert.ok(seen.every(([, all]) => all === total));
    assert.ok(seen.every(([done], index) => done > (seen[index - 1]?.[0] ?? 0)));
    assert.equal(seen.at(-1)?.[0], total);
  });

  test(`${encoding}: damage far in front of the proof is corruption, chunks apart`, async () => {
    const disk = new MemoryDisk();
    const payload = JSON.stringify({ text: 'y'.repeat(60_000) });
    await writeLog(disk, 120, { perBatch: 3, close: false, encoding, payload });
    const bytes = Buffer.from(disk.content(LOG));
    assert.ok(bytes.length > 6 * 1024 * 1024, 'more than one chunk');
    bytes[3_000] = (bytes[3_000] as number) ^ 1;
    disk.put(LOG, bytes);
    disk.forget(`${LOG}.head`);
    const { verdict, seq } = await verifyDirectory(disk, DATA);
    assert.deepEqual([verdict, seq], ['corrupt', 1]);
  });

  test(`${encoding}: a file that ends before its size says is not whole`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 20, { perBatch: 5, close: true, encoding });
    const open = disk.open.bind(disk);
    disk.open = async (file, access) => {
      const opened = await open(file, access);
      const size = await opened.size();
      if (file === LOG) opened.size = () => Promise.resolve(size + 100);
      return opened;
    };
    assert.equal((await verifyDirectory(disk, DATA)).verdict, 'torn');
  });
}

test('a header that is damaged may be torn where nothing was sealed behind it, and only there', async () => {
  const damageOf = async (segmentBytes: number, name: string): Promise<unknown> => {
    const disk = new MemoryDisk();
    await writeLog(disk, 2, { perBatch: 1, close: true, segmentBytes });
    const bytes = Buffer.from(disk.content(`${DATA}/${name}`));
    bytes[20] = (bytes[20] as number) ^ 1;
    disk.put(`${DATA}/${name}`, bytes);
    const { damage, header } = await new LogWalk(disk, DATA, { onEvent: () => undefined }).run();
    return [damage, typeof header === 'string'];
  };
  const reason = 'its header is damaged';
  const first = { offset: 0, seq: 1, reason };
  const growing = 'events.raftlog';
  assert.deepEqual(await damageOf(100_000, growing), [
    { ...first, file: growing, laterSynced: -1 },
    true,
  ]);
  const sealed = 'events-0000000000000001.raftlog';
  assert.deepEqual(await damageOf(1, sealed), [
    { ...first, file: sealed, laterSynced: Infinity },
    true,
  ]);
  assert.deepEqual(await damageOf(1, growing), [
    { ...first, seq: 2, file: growing, laterSynced: Infinity },
    false,
  ]);
});
