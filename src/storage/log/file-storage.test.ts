import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { MemoryDisk } from '../../testing/memory-disk';
import {
  DATA,
  eventOf,
  FORMS,
  HEAD,
  LOG,
  openStorage,
  recoverSample,
  writeLog,
} from '../../testing/sample-log';
import { verifyDirectory } from '../recovery/verify';
import type { FileStorage } from './file-storage';
import type { Anchor } from './anchor';
import { FAILED_SYNC_FILE } from './failed-sync';
import { envelopeOf } from './json-encoding';
import type { LogPosition } from './log-position';
import { formOf } from './segment-header';
import { readFirstHeader } from './segment-sequence';
import { readWatermark, type Watermark } from './watermark';

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
  let crc = 0;
  const lines = [JSON.stringify(header), '{"synced":0}', envelopeOf(eventOf(1))].map((json) => {
    crc = crc32(json, crc);
    return `${crc.toString(16).padStart(8, '0')}:${json}\n`;
  });
  disk.put(LOG, Buffer.from(lines.join('')));
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 1 });
  for (const seq of [2, 3]) await append(storage, seq);
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

test('a segment of just the size that is asked for is full', async () => {
  for (const [more, base] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const disk = new MemoryDisk();
    await writeLog(disk, 1, { perBatch: 1, close: true });
    const segmentBytes = disk.content(LOG).length + more;
    const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes });
    await append(storage, 2);
    assert.equal(storage.end.base, base);
    await storage.close();
  }
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
  assert.deepEqual(disk.content(LOG), before);
  for (const kept of [0, 0.999])
    assert.deepEqual(disk.afterPowerLoss(() => kept).content(LOG), before);
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

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function headOf(disk: MemoryDisk): Promise<Watermark | undefined> {
  return readWatermark(await disk.open(HEAD, 'read'));
}

test('the head says how far the log is safe, and whether it was closed', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 1 });
  await turn();
  const said = async (): Promise<unknown> => {
    const head = await headOf(disk);
    return [head?.seq, head?.base, head?.closed];
  };
  assert.deepEqual(await said(), [0, 0, false], 'it was opened');
  await append(storage, 1);
  await append(storage, 2);
  await turn();
  assert.deepEqual(await said(), [1, 1, false], 'a segment was started');
  await storage.sync();
  await turn();
  assert.deepEqual(await said(), [2, 1, false], 'it was synced');
  disk.trace.length = 0;
  await storage.close();
  assert.equal(disk.trace.filter((step) => step.startsWith('close ')).length, 2, 'both files');
  const { offset: end, crc } = storage.end;
  const log_id = (await headOf(disk))?.log_id;
  assert.deepEqual(await headOf(disk), { log_id, seq: 2, base: 1, end, crc, closed: true });
  disk.free = 123;
  assert.equal(await storage.freeBytes(), 123);
});

test('a log is written anew when it is marked, and only then', async () => {
  for (const isMarked of [false, true]) {
    const disk = new MemoryDisk();
    await writeLog(disk, 3, { perBatch: 1, close: false });
    if (isMarked) disk.put(`${DATA}/${FAILED_SYNC_FILE}`, Buffer.alloc(0));
    const before = Buffer.from(disk.content(LOG));
    const recovered = await recoverSample(disk);
    disk.trace.length = 0;
    const storage = await openStorage(disk, recovered);
    assert.equal(disk.trace.includes('rename events.raftlog'), isMarked);
    const heads = disk.trace.filter((step) => step.startsWith('create events.raftlog.head'));
    assert.deepEqual(heads, [], 'its head is the one that it had');
    assert.deepEqual(disk.content(LOG), before);
    assert.equal(disk.inode(`${DATA}/${FAILED_SYNC_FILE}`), undefined);
    await storage.close();
  }
});

test('a log goes on in the form that is asked for, from a segment of its own', async () => {
  for (const { form: before, formName: from } of FORMS)
    for (const { form, formName: to } of FORMS)
      for (const events of [0, 2]) {
        const disk = new MemoryDisk();
        await writeLog(disk, events, { perBatch: 2, close: true, ...before });
        const files = disk.paths();
        const recovered = await recoverSample(disk);
        const told: string[] = [];
        const onSeal = (file: string): void => void told.push(`/data/${file}`);
        const storage = await openStorage(disk, recovered, { ...form, onSeal });
        await append(storage, events + 1);
        await storage.close();
        const header = await readFirstHeader(disk, DATA, events);
        const what = `${from} to ${to}, ${events} events`;
        assert.ok(typeof header !== 'string', what);
        const isSame = from === to;
        assert.deepEqual(formOf(header), form, what);
        assert.equal(header.base_seq, isSame ? 0 : events, what);
        const sealed = disk.paths().filter((file) => !files.includes(file));
        // A segment that holds nothing is replaced, not sealed.
        const expected = isSame || events === 0 ? [] : ['/data/events-0000000000000001.raftlog'];
        assert.deepEqual([sealed, told], [expected, expected], what);
        const { verdict, last_seq } = await verifyDirectory(disk, DATA);
        assert.deepEqual([verdict, last_seq], ['clean', events + 1], what);
      }
});

test('the anchor is the last event of the chain that is safe; there is none without a chain', async () => {
  for (const { form, formName } of FORMS) {
    const disk = new MemoryDisk();
    const { encoding, hashChain } = form;
    const recovered = await recoverSample(disk, undefined, encoding, 1, hashChain);
    const storage = await openStorage(disk, recovered, { segmentBytes: 1 });
    assert.equal(storage.anchor, undefined, `${formName}: no event`);
    await append(storage, 1, 2);
    assert.equal(storage.anchor, undefined, `${formName}: none is safe`);
    await storage.sync();
    const { hash } = storage.end;
    const { log_id } = recovered.header;
    const anchor = hashChain ? { log_id, seq: 2, timestamp: timeOf(2), hash } : undefined;
    assert.deepEqual(storage.anchor, anchor, formName);
    await append(storage, 3);
    assert.deepEqual(storage.anchor, anchor, `${formName}: a segment was started behind it`);
    await storage.close();
    const last = storage.anchor as Anchor | undefined;
    assert.equal(last?.seq, hashChain ? 3 : undefined);
  }
});

/** Keeps the next sync of a file until it is released. */
function holdSync(disk: MemoryDisk, wanted = LOG): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  disk.faults = (operation, file) => {
    if (operation !== 'sync' || file !== wanted) return;
    disk.faults = () => undefined;
    return held;
  };
  return release;
}

test('a sync that ends late says nothing of what another has made safe since', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 100_000 });
  await append(storage, 1);
  const release = holdSync(disk);
  const late = storage.sync();
  await append(storage, 2);
  await storage.sync();
  assert.equal(storage.syncedSeq, 2);
  release();
  await late;
  assert.equal(storage.syncedSeq, 2);
});

test('nor does it go back behind a segment that was started since', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 1 });
  await append(storage, 1);
  await storage.sync();
  let late: Promise<void> | undefined;
  let release = (): void => undefined;
  disk.faults = (operation) => {
    if (operation !== 'rename') return;
    release = holdSync(disk);
    late = storage.sync();
  };
  await append(storage, 2);
  assert.equal(storage.end.base, 1);
  release();
  await late;
  await turn();
  assert.equal((await storage.placeOf(1, timeOf(1)))?.base, 1);
  await storage.close();
});

test('whoever waits for a place is told when it is safe, not when something before it is', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk));
  await append(storage, 1);
  let release = (): void => undefined;
  disk.faults = (operation, file) =>
    operation === 'write' && file === LOG
      ? new Promise((resolve) => (release = resolve))
      : undefined;
  const written = append(storage, 2);
  let isTold = false;
  const asked = storage.placeOf(2, timeOf(2))?.then((place) => ((isTold = true), place));
  await storage.sync();
  await turn();
  assert.deepEqual([storage.syncedSeq, isTold], [1, false]);
  disk.faults = () => undefined;
  release();
  await written;
  await storage.sync();
  assert.deepEqual(await asked, storage.end);
});

test('whoever waits for a place that comes with a later batch is told then', async () => {
  const disk = new MemoryDisk();
  const storage = await openStorage(disk, await recoverSample(disk));
  let asked: Promise<LogPosition> | undefined;
  disk.faults = (operation) => {
    if (operation === 'write') asked ??= storage.placeOf(2, timeOf(2));
  };
  const batch = storage.newBatch();
  batch.add([eventOf(1)], () => undefined);
  await storage.append(batch);
  await storage.sync();
  assert.ok(asked !== undefined);
  batch.reset();
  batch.add([eventOf(2)], () => undefined);
  await storage.append(batch);
  await storage.sync();
  assert.deepEqual(await asked, storage.end);
  // The batch that was written last is being filled again: what it holds stands nowhere yet.
  batch.reset();
  batch.add([eventOf(3)], () => undefined);
  const next = storage.placeOf(3, timeOf(3));
  await storage.append(batch);
  await storage.sync();
  assert.deepEqual(await next, storage.end);
});
