import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { LithairError } from '../../errors/lithair-error';
import {
  ARCHIVE,
  archived,
  DELETE,
  EVENTS,
  eventsOf,
  kept,
  madeLog,
  RETAIN,
  SMALL,
  snapshotsOf,
  started,
  without,
  write,
} from '../../testing/compacted-log';
import type { MemoryDisk } from '../../testing/memory-disk';
import { openNode } from '../../testing/open-node';
import { DATA } from '../../testing/sample-log';
import { seeded } from '../../testing/test-environment';
import { ENCODINGS } from '../log/encoding';
import { BASE_FILE } from '../log/log-base';
import { verifyDirectory } from '../recovery/verify';
import { compact } from './compact';
import { DigestWriter } from './digest-writer';

const EVERY_WAY = { archive: ARCHIVE, delete: DELETE, retention: RETAIN };

const refusal = (disk: MemoryDisk): Promise<LithairError> =>
  openNode(disk.afterKill(), SMALL).then(
    () => assert.fail('it started'),
    (error: unknown) => {
      assert.ok(error instanceof LithairError, String(error));
      return error;
    },
  );

for (const encoding of ENCODINGS) {
  test(`${encoding}: archiving takes nothing from the state, nor from the history`, async () => {
    const disk = await madeLog(encoding);
    const before = await started(disk);
    const history = await eventsOf(disk);
    const sealed = kept(disk).length;
    const report = await compact(disk, DATA, ARCHIVE);
    assert.ok(archived(disk).length > 5, `${archived(disk).length} archived segments`);
    assert.equal(report.archived.segments, archived(disk).length);
    assert.equal(kept(disk).length + archived(disk).length, sealed);
    assert.deepEqual(await started(disk), before);
    assert.deepEqual(await eventsOf(disk), history);
    const clean = { verdict: 'clean', events: EVENTS, last_seq: EVENTS, chained: [] };
    assert.deepEqual(await verifyDirectory(disk, DATA), clean);
    // The archive alone makes up for the snapshots, and for a witness that is lost or damaged.
    assert.deepEqual(await started(without(disk, snapshotsOf(disk))), before);
    assert.deepEqual(await started(without(disk, [`${DATA}/${BASE_FILE}`])), before);
    assert.equal(
      (await compact(disk, DATA, ARCHIVE)).archived.segments,
      0,
      'nothing is left to do',
    );
  });

  test(`${encoding}: what is deleted is never younger than a key that is remembered (INV-6)`, async () => {
    for (const options of [DELETE, RETAIN]) {
      const disk = await madeLog(encoding);
      const before = await started(disk);
      const report = await compact(disk, DATA, options);
      assert.ok(report.deleted.segments > 3, `${report.deleted.segments} deleted`);
      assert.deepEqual(await started(disk), before);
      assert.deepEqual(await started(without(disk, [`${DATA}/dedup.raftids`])), before);
      const events = await eventsOf(disk);
      assert.equal(events.at(-1)?.seq, EVENTS);
      const { verdict, starts_after } = await verifyDirectory(disk, DATA);
      assert.deepEqual([verdict, starts_after], ['clean', (events[0]?.seq ?? 0) - 1]);
      const [newest = '', ...older] = snapshotsOf(disk);
      assert.deepEqual(
        await started(without(disk, [newest])),
        before,
        'the older snapshot will do',
      );
      const { code, message } = await refusal(without(disk, [newest, ...older]));
      assert.equal(code, 'data_corrupt');
      assert.match(message, /events 1 to \d+ were compacted away, and no whole snapshot/);
    }
  });

  test(`${encoding}: a crash, a power cut or an I/O error at any step of compaction loses nothing`, async () => {
    const random = seeded(11);
    const image = await madeLog(encoding);
    const before = await started(image);
    for (const [way, options] of Object.entries(EVERY_WAY)) {
      let isDone = false;
      for (let step = 1; !isDone; step += 1) {
        assert.ok(step < 2_000, `${way}: it never came to its end`);
        const disk = image.afterKill();
        let operations = 0;
        disk.faults = (operation) => {
          operations += 1;
          // What only reads was the same a step before.
          if (operations < step || operation === 'read' || operation === 'size') return;
          throw Object.assign(new Error('EIO'), { code: 'EIO' });
        };
        isDone = await compact(disk, DATA, options).then(
          () => true,
          () => false,
        );
        const isChange = /create|rename|remove|syncDirectory|sync|write|makeDirectory/;
        disk.faults = () => undefined;
        if (!isDone && !isChange.test(disk.trace.at(-1) ?? '')) continue;
        const survivors = [disk.afterKill()];
        for (let cut = 0; cut < 2; cut += 1) survivors.push(disk.afterPowerLoss(random));
        for (const survivor of survivors) {
          const { verdict, reason } = await verifyDirectory(survivor, DATA);
          assert.equal(verdict, 'clean', `${way}, step ${step}: ${reason}`);
          await compact(survivor, DATA, options);
          assert.deepEqual(await started(survivor), before, `${way}, step ${step}: finished`);
          assert.equal((await verifyDirectory(survivor, DATA)).verdict, 'clean');
          if (way === 'archive') assert.equal((await eventsOf(survivor)).length, EVENTS);
        }
        assert.deepEqual(
          await started(disk.afterPowerLoss(random)),
          before,
          `${way}, step ${step}`,
        );
      }
    }
  });

  test(`${encoding}: a log goes on behind what was compacted, in every way in turn`, async () => {
    const disk = await madeLog(encoding);
    let events = EVENTS;
    for (const options of [ARCHIVE, RETAIN, ARCHIVE, DELETE, ARCHIVE]) {
      await compact(disk, DATA, options);
      await write(disk, encoding, 30);
      events += 30;
      const { verdict, last_seq } = await verifyDirectory(disk, DATA);
      assert.deepEqual([verdict, last_seq], ['clean', events]);
    }
  });

  test(`${encoding}: each sealed segment has the digest that sha256sum says`, async () => {
    const disk = await madeLog(encoding);
    for (const file of disk.paths().filter((name) => name.endsWith('.sha256'))) disk.forget(file);
    const digests = new DigestWriter(disk, DATA, (file, error) =>
      assert.fail(`${file}: ${String(error)}`),
    );
    digests.note();
    await digests.idle();
    await compact(disk, DATA, ARCHIVE);
    for (const file of [...kept(disk), ...archived(disk)]) {
      const digest = createHash('sha256').update(disk.content(file)).digest('hex');
      const name = file.slice(file.lastIndexOf('/') + 1);
      assert.equal(disk.content(`${file}.sha256`).toString(), `${digest}  ${name}\n`);
    }
    const [sealed = ''] = archived(disk);
    disk.put(`${sealed}.sha256`, Buffer.from(`${'0'.repeat(64)}  x\n`));
    const { verdict, file, reason } = await verifyDirectory(disk, DATA);
    assert.deepEqual([verdict, `${DATA}/${file}`], ['corrupt', sealed]);
    assert.match(reason ?? '', /SHA-256/);
  });

  test(`${encoding}: a digest that a crash or an error prevented is made good, or said`, async () => {
    const image = await madeLog(encoding);
    for (const file of image.paths().filter((name) => name.endsWith('.sha256'))) image.forget(file);
    for (let step = 1; step < 60; step += 1) {
      const disk = image.afterKill();
      const failures: string[] = [];
      let operations = 0;
      disk.faults = () => {
        operations += 1;
        if (operations === step) throw Object.assign(new Error('EIO'), { code: 'EIO' });
      };
      const digests = new DigestWriter(disk, DATA, (file) => failures.push(file));
      digests.note();
      await digests.idle();
      disk.faults = () => undefined;
      assert.equal(failures.length, 1, `step ${step}`);
      for (const survivor of [disk.afterKill(), disk.afterPowerLoss(seeded(step))]) {
        const again = new DigestWriter(survivor, DATA, (file) => assert.fail(file));
        again.note();
        await again.idle();
        assert.equal((await verifyDirectory(survivor, DATA)).verdict, 'clean');
        for (const file of kept(survivor)) assert.ok(survivor.inode(`${file}.sha256`), file);
      }
    }
  });
}

test('what compaction did not take is missed', async () => {
  const image = await madeLog('json');
  await compact(image, DATA, ARCHIVE);
  const [firstKept = ''] = kept(image);
  const lost = await refusal(without(image, [firstKept]));
  assert.equal(lost.code, 'data_corrupt');
  assert.match(lost.message, /missing/);
  for (const file of [...archived(image), firstKept]) {
    const { verdict, reason } = await verifyDirectory(without(image, [file]), DATA);
    assert.equal(verdict, 'corrupt', `without ${file}: ${reason}`);
  }
  // A start from a snapshot does not need the archive; without one it does.
  const { verdict, file } = await verifyDirectory(without(image, archived(image)), DATA);
  assert.deepEqual([verdict, file], ['corrupt', 'archive/events-0000000000000001.raftlog']);
  assert.equal((await started(without(image, archived(image)))).keys.length, 3);
  const nothing = await refusal(without(image, [...archived(image), ...snapshotsOf(image)]));
  assert.match(nothing.message, /events 1 to \d+ were compacted away, and no whole snapshot/);
  const unwitnessed = await refusal(
    without(image, [...archived(image), ...snapshotsOf(image), `${DATA}/${BASE_FILE}`]),
  );
  assert.match(unwitnessed.message, /it was removed: events 1 to \d+ are missing/);
});

test('damage in the archive is located, and does not keep a node from starting', async () => {
  const image = await madeLog('json');
  const before = await started(image);
  await compact(image, DATA, ARCHIVE);
  for (const file of archived(image)) {
    const disk = image.afterKill();
    const bytes = Buffer.from(disk.content(file));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
    disk.put(file, bytes);
    const report = await verifyDirectory(disk, DATA);
    assert.deepEqual([report.verdict, `${DATA}/${report.file}`], ['corrupt', file]);
    assert.deepEqual(await started(disk), before);
    const { code, details } = await refusal(without(disk, snapshotsOf(disk)));
    assert.deepEqual([code, `${DATA}/${details.file}`], ['data_corrupt', file]);
  }
});

test('two snapshots that are whole come first, and the older one says how far', async () => {
  const image = await madeLog('json');
  const [newest = '', older = ''] = snapshotsOf(image);
  const all = kept(image).length;
  for (const gone of [[newest], [older], [newest, older]]) {
    const disk = without(image, gone);
    const { archived: none, reason } = await compact(disk, DATA, ARCHIVE);
    assert.deepEqual([none.segments, kept(disk).length], [0, all]);
    assert.match(reason ?? '', /two whole snapshots/);
  }
  for (const damaged of [newest, older]) {
    const disk = image.afterKill();
    const bytes = Buffer.from(disk.content(damaged));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    disk.put(damaged, bytes);
    assert.match((await compact(disk, DATA, ARCHIVE)).reason ?? '', /two whole snapshots/);
    assert.equal(kept(disk).length, all);
  }
  const dry = await compact(image, DATA, { ...ARCHIVE, isDry: true });
  assert.ok(dry.archived.segments > 5 && archived(image).length === 0, 'a dry run writes nothing');
  await compact(image, DATA, ARCHIVE);
  const before = await started(image);
  assert.deepEqual(await started(without(image, [newest])), before);
  const { message } = await refusal(without(image, [...archived(image), newest]));
  assert.match(message, /keys that are remembered .* Bring the archive back/);
});
