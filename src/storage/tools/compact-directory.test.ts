import assert from 'node:assert/strict';
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
  snapshotsOf,
  started,
  without,
  write,
} from '../../testing/compacted-log';
import { openNode } from '../../testing/open-node';
import { DATA } from '../../testing/sample-log';
import { testEnvironment } from '../../testing/test-environment';
import { ENCODINGS } from '../log/encoding';
import { verifyDirectory } from '../recovery/verify';
import { backup } from './backup';
import { compactDirectory } from './compact-directory';
import { repair } from './repair';
import { restore } from './restore';

const COPY = '/copy';

const refusalOf = (work: Promise<unknown>): Promise<LithairError> =>
  work.then(
    () => assert.fail('it was done'),
    (error: unknown) => {
      assert.ok(error instanceof LithairError, String(error));
      return error;
    },
  );

for (const encoding of ENCODINGS) {
  test(`${encoding}: a backup, a restore and a repair of an archived log are the whole log`, async () => {
    const disk = await madeLog(encoding);
    const before = await started(disk);
    const history = await eventsOf(disk);
    await backup(disk, DATA, '/early');
    await compactDirectory(disk, DATA, ARCHIVE);
    assert.ok(archived(disk).length > 5);
    await backup(disk, DATA, COPY);
    await restore(disk, DATA, '/restored');
    await restore(disk, DATA, '/past', { seq: 7 });
    await repair(disk, testEnvironment(), DATA, '/repaired');
    for (const directory of ['/early', COPY, '/restored', '/repaired']) {
      assert.deepEqual(await eventsOf(disk, directory), history, directory);
      assert.deepEqual(await started(disk, directory), before, directory);
    }
    assert.deepEqual(await eventsOf(disk, '/past'), history.slice(0, 7));
    await write(disk, encoding, 30);
    await compactDirectory(disk, DATA, ARCHIVE);
    assert.equal((await backup(disk, DATA, '/early')).events, 30, 'only what is new is added');
    assert.deepEqual(await eventsOf(disk, '/early'), await eventsOf(disk));
  });

  test(`${encoding}: a backup and a restore of a log without its beginning have the snapshot that stands for it`, async () => {
    const disk = await madeLog(encoding);
    const before = await started(disk);
    await backup(disk, DATA, '/early');
    const { first_seq } = await compactDirectory(disk, DATA, DELETE);
    const history = await eventsOf(disk);
    assert.equal(history[0]?.seq, first_seq);
    await backup(disk, DATA, COPY);
    await restore(disk, DATA, '/restored');
    await repair(disk, testEnvironment(), DATA, '/repaired');
    for (const directory of [COPY, '/restored', '/repaired']) {
      assert.deepEqual(await eventsOf(disk, directory), history, directory);
      assert.deepEqual(await started(disk, directory), before, directory);
      assert.equal((await verifyDirectory(disk, directory)).verdict, 'clean', directory);
    }
    await restore(disk, DATA, '/past', { seq: EVENTS - 5 });
    assert.equal((await eventsOf(disk, '/past')).at(-1)?.seq, EVENTS - 5);
    const { code, message } = await refusalOf(restore(disk, DATA, '/nowhere', { seq: 5 }));
    assert.equal(code, 'usage');
    assert.match(message, /events 1 to \d+ were compacted away: nothing before event 40/);
    assert.deepEqual(await disk.entries('/nowhere'), [], 'nothing was written');
    await write(disk, encoding, 30);
    for (const directory of ['/early', COPY]) {
      assert.equal((await backup(disk, DATA, directory)).events, 30, directory);
      assert.equal((await verifyDirectory(disk, directory)).verdict, 'clean', directory);
    }
  });
}

test('a directory in use, of somebody else or damaged is not compacted', async () => {
  const disk = await madeLog('json');
  const node = await openNode(disk, { snapshotEvery: 0 });
  assert.equal((await refusalOf(compactDirectory(disk, DATA, ARCHIVE))).code, 'directory_locked');
  await node.close();
  assert.equal(
    (await refusalOf(compactDirectory(disk, '/none', ARCHIVE))).code,
    'not_a_data_directory',
  );
  const last = kept(disk).at(-1) ?? '';
  disk.put(last, disk.content(last).subarray(0, 300));
  const { code } = await refusalOf(compactDirectory(disk, DATA, DELETE));
  assert.deepEqual([code, archived(disk).length], ['data_corrupt', 0]);
});

test('a log whose archive alone is damaged needs no repair, and can give the archive up', async () => {
  const disk = await madeLog('json');
  const before = await started(disk);
  await compactDirectory(disk, DATA, ARCHIVE);
  const [, second = ''] = archived(disk);
  for (const damage of [undefined, Buffer.from('nothing of ours')]) {
    const damaged = without(disk, [second]);
    if (damage !== undefined) damaged.put(second, damage);
    const { code, message } = await refusalOf(
      repair(damaged, testEnvironment(), DATA, '/repaired'),
    );
    assert.equal(code, 'data_corrupt');
    assert.match(message, /The log itself is whole/);
    await compactDirectory(damaged, DATA, DELETE);
    assert.equal((await verifyDirectory(damaged, DATA)).verdict, 'clean');
    assert.deepEqual(await started(damaged), before);
  }
  const bare = without(disk, [...snapshotsOf(disk), ...archived(disk)]);
  const report = await repair(bare, testEnvironment(), DATA, '/repaired');
  assert.deepEqual([report.verdict, report.last_seq], ['corrupt', 0]);
  assert.ok(report.salvaged > 10, 'what is there is saved for a person to judge');
});
