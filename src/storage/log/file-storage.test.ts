import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { MemoryDisk } from '../../testing/memory-disk';
import {
  DATA,
  eventOf,
  FORMS,
  LOG,
  openStorage,
  recoverSample,
  writeLog,
} from '../../testing/sample-log';
import { verifyDirectory } from '../recovery/verify';
import type { FileStorage } from './file-storage';
import type { LogPosition } from './log-position';
import { readFirstHeader } from './segment-sequence';

const failing =
  (wanted: string, name: string, code = 'EIO') =>
  (operation: string, file: string): void => {
    if (operation === wanted && file.endsWith(name)) throw Object.assign(new Error(code), { code });
  };

async function append(storage: FileStorage, ...seqs: number[]): Promise<void> {
  const batch = storage.newBatch();
  for (const seq of seqs) batch.add([eventOf(seq)], () => undefined);
  await storage.append(batch);
}

const timeOf = (seq: number): number => eventOf(seq).timestamp;

for (const { form, formName } of FORMS) {
  test(`${formName}: the place right behind an event is the same, asked before, while or after it is written`, async () => {
    const places: LogPosition[] = [];
    for (const moment of ['before', 'while', 'after', 'synced'] as const) {
      const disk = new MemoryDisk();
      const { encoding, hashChain } = form;
      const recovered = await recoverSample(disk, undefined, encoding, 1, hashChain);
      const storage = await openStorage(disk, recovered);
      let asked: Promise<LogPosition> | undefined;
      const ask = (): void => void (asked = storage.placeOf(2, timeOf(2)));
      if (moment === 'before') ask();
      if (moment === 'while')
        disk.faults = (operation) => {
          if (operation === 'write' && asked === undefined) ask();
        };
      const last = moment === 'before' || moment === 'while' ? 3 : 2;
      await append(storage, ...[1, 2, 3].slice(0, last));
      if (moment === 'synced') await storage.sync();
      asked ?? ask();
      await storage.sync();
      places.push(await (asked as Promise<LogPosition>));
      assert.equal(storage.placeOf(1, timeOf(1)), undefined, 'too late to ask');
      await storage.close();
    }
    for (const place of places) assert.deepEqual(place, places[0]);
    assert.deepEqual([places[0]?.seq, places[0]?.base], [2, 0]);
  });
}

test('whoever waits for a place is told that the disk failed before', async () => {
  for (const operation of ['write', 'sync']) {
    const disk = new MemoryDisk();
    const storage = await openStorage(disk, await recoverSample(disk));
    const asked = storage.placeOf(1, timeOf(1)) as Promise<LogPosition>;
    disk.faults = failing(operation, LOG);
    const written = append(storage, 1).then(() => storage.sync());
    await assert.rejects(asked, /EIO/, operation);
    await assert.rejects(written, /EIO/, operation);
    assert.equal(storage.syncedSeq, 0);
    disk.faults = () => undefined;
    const again = storage.placeOf(operation === 'write' ? 1 : 2, timeOf(1));
    assert.ok(again instanceof Promise, 'the next one may ask');
  }
});

test('a log of version 1 gets a salt with its first new segment, and the same from then on', async () => {
  const disk = new MemoryDisk();
  const header = { format: 'lithair.raftlog', version: 1, min_reader: 1, log_id: 'a'.repeat(32) };
  const json = JSON.stringify(header);
  disk.put(LOG, Buffer.from(`${crc32(json).toString(16).padStart(8, '0')}:${json}\n`));
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 1 });
  for (const seq of [1, 2, 3]) await append(storage, seq);
  await storage.close();
  const salts: number[] = [];
  for (const base of [0, 1, 2]) {
    const found = await readFirstHeader(disk, DATA, base);
    assert.ok(typeof found !== 'string');
    assert.equal(found.log_id, header.log_id);
    salts.push(found.salt);
  }
  assert.equal(salts[0], 0);
  assert.ok((salts[1] as number) > 0 && salts[1] === salts[2], String(salts));
  const { verdict, events } = await verifyDirectory(disk, DATA);
  assert.deepEqual([verdict, events], ['clean', 3]);
});

test('a segment that cannot be started is a failure, want of room too: half of it may be done', async () => {
  for (const [operation, name, doing] of [
    ['rename', 'events-0000000000000001.raftlog', 'starting a segment'],
    ['rename', 'events.raftlog', 'starting a segment'],
    ['syncDirectory', 'data', 'starting a segment'],
    ['close', 'events.raftlog', 'sealing a segment'],
  ] as const) {
    const disk = new MemoryDisk();
    const sealed: string[] = [];
    const storage = await openStorage(disk, await recoverSample(disk), {
      segmentBytes: 1,
      onSeal: (file) => sealed.push(file),
    });
    await append(storage, 1);
    let isNextThere = false;
    disk.faults = (asked, file) => {
      // The new segment is there: what comes now are its names.
      isNextThere ||= asked === 'open' && file.endsWith('.next');
      if (isNextThere) failing(operation, name, 'ENOSPC')(asked, file);
    };
    await assert.rejects(append(storage, 2), { code: 'disk_failed', message: new RegExp(doing) });
    assert.deepEqual(sealed, [], `${operation} ${name}`);
    disk.faults = () => undefined;
    for (const survivor of [disk.afterKill(), disk.afterPowerLoss(() => 0)]) {
      const seqs: number[] = [];
      await recoverSample(survivor, ({ seq }) => seqs.push(seq));
      assert.deepEqual(seqs, [1], `${operation} ${name}`);
    }
  }
});

test('a segment is sealed when it is full, under the name of its first event', async () => {
  const disk = new MemoryDisk();
  const sealed: string[] = [];
  const recovered = await recoverSample(disk);
  const storage = await openStorage(disk, recovered, {
    segmentBytes: recovered.end.offset + 1,
    onSeal: (file) => sealed.push(file),
  });
  await append(storage, 1, 2);
  assert.deepEqual(sealed, [], 'an empty segment has room for a batch of any size');
  await append(storage, 3);
  assert.deepEqual(sealed, ['events-0000000000000001.raftlog']);
  assert.deepEqual([storage.end.base, storage.end.seq, storage.syncedSeq], [2, 3, 2]);
  assert.equal(storage.size, disk.content(LOG).length);
  await storage.close();
});

test('a batch that found no room is cut, on stable storage', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 2, { perBatch: 2, close: true });
  const storage = await openStorage(disk, await recoverSample(disk));
  const before = Buffer.from(disk.content(LOG));
  disk.shortWrite = () => 30;
  disk.faults = failing('write', LOG, 'ENOSPC');
  await assert.rejects(append(storage, 3), /ENOSPC/);
  disk.faults = () => undefined;
  assert.equal(disk.content(LOG).length, before.length + 30);
  await storage.retreat();
  assert.deepEqual(disk.afterPowerLoss(() => 0).content(LOG), before);
  await append(storage, 3);
  await storage.close();
  assert.equal((await verifyDirectory(disk, DATA)).events, 3);
});

test('what looking for room left behind is taken away at the next start', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 1, { perBatch: 1, close: true });
  disk.put(`${LOG}.probe`, Buffer.alloc(10));
  const storage = await openStorage(disk, await recoverSample(disk));
  assert.equal(disk.inode(`${LOG}.probe`), undefined);
  disk.faults = failing('write', '.probe', 'ENOSPC');
  await assert.rejects(storage.probe(10), /ENOSPC/);
  assert.equal(disk.inode(`${LOG}.probe`), undefined);
  await storage.close();
});
