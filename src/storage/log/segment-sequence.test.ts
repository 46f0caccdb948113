import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDisk } from '../../testing/memory-disk';
import { DATA, eventOf, LOG, openStorage, recoverSample, writeLog } from '../../testing/sample-log';
import { baseOfSegmentWhere, readFirstHeader, SegmentSequence } from './segment-sequence';

const FIRST = `${DATA}/events-0000000000000001.raftlog`;
const noSuchFile = (): Error => Object.assign(new Error('ENOENT'), { code: 'ENOENT' });

/** Three segments: behind event 0, 2 and 4. */
async function threeSegments(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  await writeLog(disk, 6, { perBatch: 2, close: true, segmentBytes: 1 });
  return disk;
}

/** Does something once, right before a file is opened: between its listing and its opening. */
function onceBeforeOpening(disk: MemoryDisk, file: string, change: () => unknown): void {
  disk.faults = async (operation, asked) => {
    if (operation !== 'open' || asked !== file) return;
    disk.faults = () => undefined;
    await change();
  };
}

/** How many files are open for reading, from now on. */
function openFiles(disk: MemoryDisk): () => number {
  const open = disk.open.bind(disk);
  let count = 0;
  disk.open = async (file, access) => {
    const opened = await open(file, access);
    if (access === 'read-write') return opened;
    count += 1;
    const close = opened.close.bind(opened);
    opened.close = () => {
      count -= 1;
      return close();
    };
    return opened;
  };
  return () => count;
}

async function basesOf(disk: MemoryDisk, seqs: readonly number[]): Promise<unknown[]> {
  const segments = new SegmentSequence(disk, DATA, 0);
  const found: unknown[] = [];
  for (const seq of seqs) {
    const segment = await segments.next(seq);
    await segment?.file.close();
    found.push(segment && [segment.start.base, segment.isSealed]);
  }
  return found;
}

test('the segments come in their order, the one that grows last, then whatever was started', async () => {
  const disk = await threeSegments();
  const growing = [4, false];
  assert.deepEqual(await basesOf(disk, [0, 2, 4, 6]), [[0, true], [2, true], growing, growing]);
  disk.forget(LOG);
  assert.deepEqual(await basesOf(disk, [0, 2, 4]), [[0, true], [2, true], undefined]);
});

test('a segment that is sealed between being listed and being opened is read under its new name', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, 2, { perBatch: 2, close: true });
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 1 });
  onceBeforeOpening(disk, LOG, async () => {
    const batch = storage.newBatch();
    batch.add([eventOf(3)], () => undefined);
    await storage.append(batch);
  });
  const open = openFiles(disk);
  assert.deepEqual(await basesOf(disk, [0, 2]), [
    [0, true],
    [2, false],
  ]);
  assert.equal(open(), 0);
});

test('a segment that is ahead of what is wanted, and took no place of another, is given as it is', async () => {
  const disk = await threeSegments();
  const segments = new SegmentSequence(disk, DATA, 3);
  disk.trace.length = 0;
  const segment = await segments.next(3);
  assert.deepEqual([segment?.start.base, segment?.isSealed], [4, false]);
  assert.equal(disk.trace.filter((step) => step.startsWith('open ')).length, 1);
});

test('a segment that moves while it is opened is looked for again, and given up when it always does', async () => {
  const disk = await threeSegments();
  let moves = 0;
  disk.faults = (operation, file) => {
    if (operation !== 'open' || file !== FIRST || moves === 0) return;
    moves -= 1;
    throw noSuchFile();
  };
  moves = 8;
  assert.deepEqual(await basesOf(disk, [0]), [[0, true]]);
  moves = 9;
  await assert.rejects(basesOf(disk, [0]), {
    code: 'disk_failed',
    message: `${FIRST} is listed, and cannot be opened`,
  });
  assert.equal(moves, 0);
});

test('another error at the opening, or at the reading, is given to whoever reads, and nothing stays open', async () => {
  const disk = await threeSegments();
  const failing = (wanted: string) => (operation: string) => {
    if (operation === wanted) throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
  const open = openFiles(disk);
  for (const operation of ['open', 'read']) {
    disk.faults = failing(operation);
    await assert.rejects(basesOf(disk, [0]), /EIO/);
    assert.equal(open(), 0, operation);
  }
});

test('the first header is that of the oldest segment, or of the oldest that does not start before', async () => {
  const disk = await threeSegments();
  const open = openFiles(disk);
  for (const [fromBase, base] of [
    [0, 0],
    [1, 2],
    [2, 2],
    [3, 4],
  ] as const) {
    const header = await readFirstHeader(disk, DATA, fromBase);
    assert.ok(typeof header !== 'string');
    assert.equal(header.base_seq, base);
  }
  assert.equal(await readFirstHeader(new MemoryDisk(), DATA), 'foreign');
  assert.equal(open(), 0);
});

test('the newest segment of a kind is found; one that moved is left to the one before', async () => {
  const disk = await threeSegments();
  const upTo = (seq: number): Promise<number> =>
    baseOfSegmentWhere(disk, DATA, ({ base_seq }) => base_seq <= seq);
  const open = openFiles(disk);
  assert.deepEqual([await upTo(5), await upTo(4), await upTo(3), await upTo(1)], [4, 4, 2, 0]);
  assert.equal(open(), 0);
  assert.equal(await baseOfSegmentWhere(disk, DATA, () => false), 0);
  onceBeforeOpening(disk, LOG, () => disk.forget(LOG));
  assert.equal(await upTo(5), 2, 'it moved between being listed and being opened');
  assert.equal(await upTo(5), 2, 'it is not listed any more');
  disk.put(LOG, Buffer.from('nothing of ours\n'));
  assert.equal(await upTo(5), 2, 'its header is damaged');
});

test('the size is that of the segments that are wanted and still there', async () => {
  const disk = await threeSegments();
  const bytes = (file: string): number => disk.content(file).length;
  const second = `${DATA}/events-0000000000000003.raftlog`;
  const sizeFrom = (base: number): Promise<number> => new SegmentSequence(disk, DATA, base).size();
  assert.equal(await sizeFrom(0), bytes(FIRST) + bytes(second) + bytes(LOG));
  assert.equal(await sizeFrom(2), bytes(second) + bytes(LOG));
  onceBeforeOpening(disk, FIRST, () => disk.forget(FIRST));
  assert.equal(await sizeFrom(0), bytes(second) + bytes(LOG));
  disk.forget(LOG);
  disk.trace.length = 0;
  assert.equal(await sizeFrom(0), bytes(second));
  assert.deepEqual(
    disk.trace.slice(-3).map((done) => done.split(' ')[0]),
    ['open', 'size', 'close'],
  );
});

test('whether a segment is sealed is looked up when it is asked', async () => {
  const disk = await threeSegments();
  const segments = new SegmentSequence(disk, DATA, 0);
  const sealed = await Promise.all([0, 1, 2, 4].map((base) => segments.isSealedNow(base)));
  assert.deepEqual(sealed, [true, false, true, false]);
});
