import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import {
  DATA,
  eventOf,
  HEAD,
  openStorage,
  recoverSample,
  writeLog,
} from '../../testing/sample-log';
import { ENCODINGS } from '../log/encoding';
import { readEvents } from '../recovery/read-events';
import { verifyDirectory } from '../recovery/verify';
import { lastAnchor } from './last-anchor';

const LOG_OF = { perBatch: 3, close: true, segmentBytes: 1_500 };

async function hashOf(disk: MemoryDisk, seq: number): Promise<string | undefined> {
  for await (const { events } of readEvents(disk, DATA, { from: { seq }, to: { seq } }))
    return events[0]?.hash;
  return undefined;
}

for (const encoding of ENCODINGS) {
  test(`${encoding}: names the last event on stable storage, wherever the log rolled`, async () => {
    for (let count = 1; count <= 24; count += 1) {
      const disk = new MemoryDisk();
      await writeLog(disk, count, { ...LOG_OF, encoding, hashChain: true });
      const anchor = await lastAnchor(disk, DATA);
      const { seq, timestamp, hash } = anchor;
      assert.deepEqual([seq, timestamp], [count, eventOf(count).timestamp]);
      assert.equal(hash, await hashOf(disk, count));
      assert.match(hash, /^[0-9a-f]{64}$/);
      const report = await verifyDirectory(disk, DATA, undefined, [anchor]);
      assert.equal(report.verdict, 'clean', report.reason);
    }
  });

  test(`${encoding}: what the running log says of itself is what is read from its files`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 7, { ...LOG_OF, encoding, hashChain: true });
    const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 1_500 });
    for (let seq = 8; seq <= 30; seq += 1) {
      const before = storage.anchor;
      const batch = storage.newBatch();
      batch.add([eventOf(seq)], () => undefined);
      await storage.append(batch);
      assert.equal(storage.anchor?.seq, before?.seq, 'not before it is on stable storage');
      await storage.sync();
      assert.deepEqual(storage.anchor, await lastAnchor(disk, DATA));
      assert.equal(storage.anchor?.seq, seq);
    }
    await storage.close();
  });
}

test('is the last one of a chain that was ended', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 9, { ...LOG_OF, hashChain: true });
  const anchor = await lastAnchor(disk, DATA);
  for (const last of [9, 20, 40]) {
    const options = { hashChain: false, segmentBytes: 1_500 };
    const storage = await openStorage(disk, await recoverSample(disk), options);
    await storage.close();
    await writeLog(disk, last, LOG_OF);
    assert.deepEqual(await lastAnchor(disk, DATA), anchor, `up to event ${last}`);
    const { verdict, chained } = await verifyDirectory(disk, DATA, undefined, [anchor]);
    assert.deepEqual([verdict, chained], ['clean', [{ from_seq: 1, to_seq: 9 }]]);
  }
});

test('there is none where nothing is chained, or no head says what is on stable storage', async () => {
  const plain = new MemoryDisk();
  await writeLog(plain, 9, LOG_OF);
  await assert.rejects(lastAnchor(plain, DATA), { code: 'usage' });
  const empty = new MemoryDisk();
  await writeLog(empty, 0, { ...LOG_OF, hashChain: true });
  await assert.rejects(lastAnchor(empty, DATA), { code: 'usage' });
  const headless = new MemoryDisk();
  await writeLog(headless, 9, { ...LOG_OF, hashChain: true });
  headless.forget(HEAD);
  await assert.rejects(lastAnchor(headless, DATA), { code: 'usage' });
});

test('a damaged segment gives no anchor', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 9, { perBatch: 3, close: true, hashChain: true });
  const path = `${DATA}/events.raftlog`;
  const content = Buffer.from(disk.content(path));
  content[content.length - 20] = 0x21;
  disk.put(path, content);
  await assert.rejects(lastAnchor(disk, DATA), { code: 'data_corrupt' });
});
