import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DiskFile } from '../disk/disk';
import { MemoryDisk } from '../../testing/memory-disk';
import {
  DATA,
  eventOf,
  FORMS,
  LOG,
  openStorage,
  PLAIN,
  recoverSample,
  replayedEventOf,
  writeLog,
} from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import type { SegmentForm } from '../log/segment-header';
import { verifyDirectory } from './verify';

const EVENTS = 16;
const SMALL = { perBatch: 2, close: true, segmentBytes: 600 };

async function seqsOf(disk: MemoryDisk): Promise<number[]> {
  const seqs: number[] = [];
  await recoverSample(disk, ({ seq }) => seqs.push(seq));
  return seqs;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const sealedOf = (disk: MemoryDisk): string[] =>
  disk.paths().filter((file) => /events-\d+\.raftlog$/.test(file));

for (const { form, formName } of FORMS) {
  test(`${formName}: a log that rolls reads back event for event`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, EVENTS, { ...SMALL, ...form });
    assert.ok(sealedOf(disk).length > 3, 'several segments were sealed');
    const events: unknown[] = [];
    await recoverSample(disk, ({ hash, ...event }) => {
      events.push(event);
      assert.equal(hash !== undefined, form.hashChain);
    });
    assert.deepEqual(events, upTo(EVENTS).map(replayedEventOf));
    assert.deepEqual(await verifyDirectory(disk, DATA), {
      verdict: 'clean',
      events: EVENTS,
      last_seq: EVENTS,
      chained: form.hashChain ? [{ from_seq: 1, to_seq: EVENTS }] : [],
    });
  });

  test(`${formName}: damage anywhere in a sealed segment is corruption, and is located`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, EVENTS, { ...SMALL, ...form });
    const sealed = sealedOf(disk)[1] as string;
    const whole = Buffer.from(disk.content(sealed));
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      disk.put(sealed, damaged);
      const { verdict, file, offset = Infinity } = await verifyDirectory(disk, DATA);
      assert.deepEqual([verdict, `${DATA}/${file}`], ['corrupt', sealed], `byte ${at}`);
      assert.ok(offset <= at, `byte ${at}: located at ${offset}`);
      disk.put(sealed, whole.subarray(0, at));
      const cut = await verifyDirectory(disk, DATA);
      assert.deepEqual([cut.verdict, `${DATA}/${cut.file}`], ['corrupt', sealed], `cut to ${at}`);
    }
  });

  test(`${formName}: a segment that is missing, swapped or of another log is found`, async () => {
    const make = async (seed = 1): Promise<MemoryDisk> => {
      const disk = new MemoryDisk();
      await writeLog(disk, EVENTS, { ...SMALL, ...form, seed });
      return disk;
    };
    const paths = [...sealedOf(await make()), LOG];
    for (const path of paths.slice(1)) {
      const disk = await make();
      disk.forget(path);
      assert.equal((await verifyDirectory(disk, DATA)).verdict, 'corrupt', `without ${path}`);
      const mixed = await make();
      mixed.put(path, (await make(2)).content(path));
      assert.equal((await verifyDirectory(mixed, DATA)).verdict, 'corrupt', `foreign ${path}`);
    }
    const swapped = await make();
    const [a = '', b = ''] = paths.slice(1);
    const content = Buffer.from(swapped.content(a));
    swapped.put(a, swapped.content(b));
    swapped.put(b, content);
    assert.equal((await verifyDirectory(swapped, DATA)).verdict, 'corrupt');
  });

  test(`${formName}: a crash or a power cut at any step of a roll loses nothing`, async () => {
    const random = seeded(7);
    for (let step = 1; step < 40; step += 1) {
      const disk = new MemoryDisk();
      await writeLog(disk, 8, { perBatch: 8, close: true, ...form });
      const recovered = await recoverSample(disk);
      const storage = await openStorage(disk, recovered, {
        segmentBytes: 100,
        onHeadFailure: () => undefined,
      });
      const batch = storage.newBatch();
      batch.add([eventOf(9)], () => undefined);
      let operations = 0;
      disk.faults = () => {
        operations += 1;
        if (operations === step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      };
      const outcome = await storage
        .append(batch)
        .then(() => storage.sync())
        .then(
          () => 'done',
          () => 'failed',
        );
      disk.faults = () => undefined;
      for (const survivor of [
        disk.afterKill(),
        ...upTo(20).map(() => disk.afterPowerLoss(random)),
      ]) {
        const seqs = await seqsOf(survivor);
        assert.deepEqual(seqs.slice(0, 8), upTo(8), `step ${step}`);
        assert.ok(outcome === 'failed' || seqs.length === 9, `step ${step}: acknowledged`);
        await writeLog(survivor, 20, { perBatch: 3, close: true, segmentBytes: 1_000, ...form });
        assert.deepEqual(await seqsOf(survivor), upTo(20), `step ${step}: it goes on`);
      }
      if (outcome === 'done') return;
    }
    assert.fail('the roll never came to its end');
  });
}

const CHAINED: SegmentForm = { encoding: 'json', hashChain: true };
const BINARY: SegmentForm = { encoding: 'binary', hashChain: false };
/** Forms that a directory goes through: it starts as lines that are not chained. */
const CHANGES: Record<string, readonly SegmentForm[]> = {
  'its encoding': [BINARY, PLAIN, BINARY],
  'whether events are chained': [CHAINED, PLAIN, CHAINED],
  both: [{ ...BINARY, hashChain: true }, CHAINED, BINARY],
};

for (const [what, forms] of Object.entries(CHANGES)) {
  const [first = PLAIN, second = PLAIN] = forms;

  test(`a directory changes ${what} and keeps its history`, async () => {
    const disk = new MemoryDisk();
    await writeLog(disk, 10, { perBatch: 3, close: true });
    for (const [index, form] of forms.entries()) {
      await changeTo(disk, form);
      await writeLog(disk, 10 * (index + 2), { perBatch: 3, close: true });
    }
    assert.deepEqual(await seqsOf(disk), upTo(40));
    assert.equal(sealedOf(disk).length, 3);
    const { verdict, chained } = await verifyDirectory(disk, DATA);
    assert.equal(verdict, 'clean');
    const events = forms.flatMap(({ hashChain }, index) => {
      return hashChain ? upTo(10).map((event) => event + 10 * (index + 1)) : [];
    });
    const said = chained.flatMap(({ from_seq, to_seq }) =>
      upTo(to_seq).filter((seq) => seq >= from_seq),
    );
    assert.deepEqual(said, events);
  });

  test(`a directory that changes ${what} while nothing is written goes on in the new form`, async () => {
    for (const events of [0, 10]) {
      const disk = new MemoryDisk();
      await writeLog(disk, events, { perBatch: 3, close: true });
      for (const form of forms) {
        await changeTo(disk, form);
        await openStorage(disk, await recoverSample(disk), form);
        for (const survivor of [disk.afterKill(), disk.afterPowerLoss(seeded(events))]) {
          assert.deepEqual(await seqsOf(survivor), upTo(events));
          assert.notEqual((await verifyDirectory(survivor, DATA)).verdict, 'corrupt');
        }
      }
      await writeLog(disk, 20, { perBatch: 3, close: true });
      await changeTo(disk, PLAIN);
      await writeLog(disk, 30, { perBatch: 3, close: true });
      assert.deepEqual(await seqsOf(disk), upTo(30));
      const { verdict } = await verifyDirectory(disk, DATA);
      assert.equal(verdict, 'clean');
      assert.equal(sealedOf(disk).length, events === 0 ? 1 : 2, 'no segment is empty');
    }
  });

  test(`a crash or a power cut while an unused segment changes ${what} loses nothing`, async () => {
    const random = seeded(11);
    for (let step = 1; step < 40; step += 1) {
      const disk = new MemoryDisk();
      await writeLog(disk, 8, { perBatch: 8, close: true });
      await changeTo(disk, first);
      failAt(disk, step);
      const outcome = await changeTo(disk, second).then(
        () => 'done' as const,
        () => 'failed' as const,
      );
      disk.faults = () => undefined;
      const survivors = upTo(20).map(() => disk.afterPowerLoss(random));
      for (const survivor of [disk.afterKill(), ...survivors]) {
        assert.deepEqual(await seqsOf(survivor), upTo(8), `step ${step}`);
        await writeLog(survivor, 20, { perBatch: 3, close: true, segmentBytes: 1_000 });
        assert.deepEqual(await seqsOf(survivor), upTo(20), `step ${step}: it goes on`);
      }
      if (outcome === 'done') return;
    }
    assert.fail('the change never came to its end');
  });
}

async function changeTo(disk: MemoryDisk, form: SegmentForm): Promise<void> {
  const options = { ...form, onHeadFailure: (): void => undefined };
  const storage = await openStorage(disk, await recoverSample(disk), options);
  await storage.close();
}

function failAt(disk: MemoryDisk, step: number): void {
  let operations = 0;
  disk.faults = () => {
    operations += 1;
    if (operations === step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
  };
}

test('the first segment of a log cannot go missing', async () => {
  const disk = new MemoryDisk();
  await writeLog(disk, EVENTS, SMALL);
  const [first = ''] = sealedOf(disk);
  disk.forget(first);
  const { verdict, file, offset, seq } = await verifyDirectory(disk, DATA);
  assert.deepEqual([verdict, `${DATA}/${file}`, offset, seq], ['corrupt', first, 0, 1]);
  await assert.rejects(recoverSample(disk), { code: 'data_corrupt' });
});

/** Says when a file is being closed, and lets nobody sync it from then on. */
class ClosingDisk extends MemoryDisk {
  onClose: (file: string) => void = () => undefined;

  override async open(path: string, access: 'read' | 'read-write'): Promise<DiskFile> {
    const file = await super.open(path, access);
    let isOpen = true;
    return {
      size: () => file.size(),
      read: (target, position) => file.read(target, position),
      write: (bytes, position) => file.write(bytes, position),
      truncate: (size) => file.truncate(size),
      sync: () => (isOpen ? file.sync() : Promise.reject(new Error('EBADF: it is closed'))),
      close: async () => {
        isOpen = false;
        this.onClose(path);
        await file.close();
      },
    };
  }
}

test('a timer that syncs while a segment is being sealed meets an open file', async () => {
  const disk = new ClosingDisk();
  await writeLog(disk, 8, { perBatch: 8, close: true });
  const storage = await openStorage(disk, await recoverSample(disk), { segmentBytes: 100 });
  const syncs: Promise<void>[] = [];
  disk.onClose = (file) => void (file === LOG && syncs.push(storage.sync()));
  const batch = storage.newBatch();
  batch.add([eventOf(9)], () => undefined);
  await storage.append(batch);
  disk.onClose = () => undefined;
  assert.equal(syncs.length, 1);
  await Promise.all(syncs);
  await storage.close();
  assert.deepEqual(await seqsOf(disk), upTo(9));
});
